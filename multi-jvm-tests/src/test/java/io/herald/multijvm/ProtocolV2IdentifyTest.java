package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.client.CommandBytes;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** IDENTIFY: its fields, their ranges and its answer (NSQ protocol, IDENTIFY; nsq-facts 1.3). */
class ProtocolV2IdentifyTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void withoutFeatureNegotiationTheAnswerIsOk() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      assertThat(connection.identify("{\"client_id\":\"a\",\"hostname\":\"b\"}")).isEqualTo("OK");
    }
  }

  @Test
  void withFeatureNegotiationTheAnswerHasEveryKeyAndTheDefaults() throws IOException {
    JsonNode answer = negotiated("{\"feature_negotiation\":true}");

    List<String> keys = new ArrayList<>();
    answer.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactlyInAnyOrder(
            "max_rdy_count",
            "version",
            "max_msg_timeout",
            "msg_timeout",
            "tls_v1",
            "deflate",
            "deflate_level",
            "max_deflate_level",
            "snappy",
            "sample_rate",
            "auth_required",
            "output_buffer_size",
            "output_buffer_timeout",
            "topology_region",
            "topology_zone");
    assertThat(answer.get("max_rdy_count").asInt()).isEqualTo(2500);
    assertThat(answer.get("version").isTextual()).isTrue();
    assertThat(answer.get("max_msg_timeout").asInt()).isEqualTo(900_000);
    assertThat(answer.get("msg_timeout").asInt()).isEqualTo(60_000);
    assertThat(answer.get("deflate_level").asInt()).isEqualTo(6);
    assertThat(answer.get("max_deflate_level").asInt()).isEqualTo(6);
    assertThat(answer.get("sample_rate").asInt()).isZero();
    assertThat(answer.get("output_buffer_size").asInt()).isEqualTo(16_384);
    assertThat(answer.get("output_buffer_timeout").asInt()).isEqualTo(250);
    assertThat(answer.get("topology_region").asText()).isEmpty();
    for (String off : List.of("tls_v1", "deflate", "snappy", "auth_required")) {
      assertThat(answer.get(off).isBoolean()).as(off).isTrue();
      assertThat(answer.get(off).asBoolean()).as(off).isFalse();
    }
  }

  @Test
  void theAnswerRepeatsWhatWasGranted() throws IOException {
    JsonNode answer =
        negotiated(
            "{\"feature_negotiation\":true,\"msg_timeout\":5000,\"sample_rate\":42,"
                + "\"output_buffer_size\":1024,\"output_buffer_timeout\":100}");

    assertThat(answer.get("msg_timeout").asInt()).isEqualTo(5000);
    assertThat(answer.get("sample_rate").asInt()).isEqualTo(42);
    assertThat(answer.get("output_buffer_size").asInt()).isEqualTo(1024);
    assertThat(answer.get("output_buffer_timeout").asInt()).isEqualTo(100);
  }

  @Test
  void anUnbufferedConnectionIsGrantedSizeOneAndNoTimeout() throws IOException {
    JsonNode answer =
        negotiated(
            "{\"feature_negotiation\":true,\"output_buffer_size\":-1,"
                + "\"output_buffer_timeout\":100}");

    assertThat(answer.get("output_buffer_size").asInt()).isEqualTo(1);
    assertThat(answer.get("output_buffer_timeout").asInt()).isZero();
  }

  @Test
  void compressionIsGrantedAndTlsNotWithoutACertificate() throws IOException {
    JsonNode answer =
        negotiated(
            "{\"feature_negotiation\":true,\"tls_v1\":true,\"deflate\":true,\"deflate_level\":3}");

    assertThat(answer.get("tls_v1").asBoolean()).isFalse();
    assertThat(answer.get("deflate").asBoolean()).isTrue();
    assertThat(answer.get("deflate_level").asInt()).isEqualTo(3);
    assertThat(answer.get("snappy").asBoolean()).isFalse();
    assertThat(
            negotiated("{\"feature_negotiation\":true,\"snappy\":true}").get("snappy").asBoolean())
        .isTrue();
  }

  @Test
  @HeraldOnly("puts a second layer around the first")
  void aSecondUpgradeIsRefusedWithoutAReplyThatGrantsIt() throws IOException {
    String json = "{\"feature_negotiation\":true,\"snappy\":true}";
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify(json);
      connection.upgradeSnappy();
      connection.send(CommandBytes.identify(json));
      Expect.fatal(connection, "E_IDENTIFY_FAILED");
    }
  }

  @Test
  void bothCompressionsAtOnceAreRefused() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(
          CommandBytes.identify("{\"feature_negotiation\":true,\"snappy\":true,\"deflate\":true}"));
      Expect.fatal(connection, "E_IDENTIFY_FAILED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        " {\"no_such_key\":{\"nested\":[1,2]}} ",
        "{\"CLIENT_ID\":\"x\",\"Heartbeat_Interval\":2000}",
        "{\"client_id\":null,\"heartbeat_interval\":null,\"feature_negotiation\":null}",
        "{\"heartbeat_interval\":-1}",
        "{\"heartbeat_interval\":0}",
        "{\"heartbeat_interval\":1000}",
        "{\"heartbeat_interval\":60000}",
        "{\"output_buffer_size\":-1}",
        "{\"output_buffer_size\":0}",
        "{\"output_buffer_size\":64}",
        "{\"output_buffer_size\":65536}",
        "{\"output_buffer_timeout\":-1}",
        "{\"output_buffer_timeout\":25}",
        "{\"output_buffer_timeout\":30000}",
        "{\"sample_rate\":0}",
        "{\"sample_rate\":99}",
        "{\"msg_timeout\":0}",
        "{\"msg_timeout\":1000}",
        "{\"msg_timeout\":900000}"
      })
  void aValueInRangeIsAccepted(String json) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      assertThat(connection.identify(json)).isEqualTo("OK");
      Expect.open(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"heartbeat_interval\":-2}",
        "{\"heartbeat_interval\":1}",
        "{\"heartbeat_interval\":999}",
        "{\"heartbeat_interval\":60001}",
        "{\"output_buffer_size\":-2}",
        "{\"output_buffer_size\":1}",
        "{\"output_buffer_size\":63}",
        "{\"output_buffer_size\":65537}",
        "{\"output_buffer_timeout\":-2}",
        "{\"output_buffer_timeout\":24}",
        "{\"output_buffer_timeout\":30001}",
        "{\"sample_rate\":-1}",
        "{\"sample_rate\":100}",
        "{\"msg_timeout\":-1}",
        "{\"msg_timeout\":999}",
        "{\"msg_timeout\":900001}"
      })
  void aValueOutOfRangeIsABadBody(String json) throws IOException {
    refuses(CommandBytes.identify(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{",
        "{} {}",
        "[]",
        "\"text\"",
        "5",
        "true",
        "{\"client_id\":5}",
        "{\"heartbeat_interval\":\"1000\"}",
        "{\"heartbeat_interval\":1000.5}",
        "{\"feature_negotiation\":1}",
        "{\"sample_rate\":99999999999}"
      })
  void whatIsNotAnObjectOfTheRightTypesIsABadBody(String json) throws IOException {
    refuses(CommandBytes.identify(json));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 5 * 1024 * 1024 + 1, Integer.MAX_VALUE})
  void aBodySizeOutOfRangeIsABadBody(int size) throws IOException {
    refuses(ByteBuffer.allocate(13).put("IDENTIFY\n".getBytes(UTF_8)).putInt(size).array());
  }

  @Test
  void identifyingAgainBeforeSubIsAllowed() throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify("{\"client_id\":\"first\"}");
      connection.identify("{\"client_id\":\"second\"}");
      Expect.open(connection);
    }
  }

  @Test
  void whatWasIdentifiedIsShownInStats() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.identify(
          "{\"client_id\":\"cid\",\"hostname\":\"host\",\"user_agent\":\"agent/1\","
              + "\"sample_rate\":7}");
      connection.sub(topic, "channel");

      JsonNode client = BROKER.http().channelStats(topic, "channel").at("/clients/0");
      assertThat(client.get("client_id").asText()).isEqualTo("cid");
      assertThat(client.get("hostname").asText()).isEqualTo("host");
      assertThat(client.get("user_agent").asText()).isEqualTo("agent/1");
      assertThat(client.get("sample_rate").asInt()).isEqualTo(7);
    }
  }

  @Test
  void beforeIdentifyAClientIsNamedByItsAddress() throws Exception {
    String topic = BROKER.topic();
    try (NsqConnection connection = BROKER.connect()) {
      connection.sub(topic, "channel");

      JsonNode client = BROKER.http().channelStats(topic, "channel").at("/clients/0");
      assertThat(client.get("client_id").asText()).isEqualTo("127.0.0.1");
      assertThat(client.get("hostname").asText()).isEqualTo("127.0.0.1");
      assertThat(client.get("remote_address").asText())
          .isEqualTo("127.0.0.1:" + connection.localAddress().getPort());
    }
  }

  private static JsonNode negotiated(String json) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      return MAPPER.readTree(connection.identify(json));
    }
  }

  private static void refuses(byte[] bytes) throws IOException {
    try (NsqConnection connection = BROKER.connect()) {
      connection.send(bytes);
      Expect.fatal(connection, "E_BAD_BODY");
    }
  }
}
