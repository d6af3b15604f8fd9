package io.herald.broker.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.broker.stats.ClientIdentity;
import io.herald.config.BrokerSettings;
import io.herald.config.Settings;
import io.herald.protocol.error.ProtocolException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NSQ protocol, IDENTIFY; nsqd's defaults and limits. */
class IdentifyReplyTest {
  private static final BrokerSettings BROKER = Settings.defaults().broker();
  private static final ClientSettings BEFORE = ClientSettings.defaults(BROKER, "10.1.2.3");

  private static ClientSettings identify(String json) throws ProtocolException {
    byte[] body = ("\n" + json).getBytes(UTF_8);
    return IdentifyReply.negotiate(body, 1, body.length - 1, BROKER, true, BEFORE);
  }

  private static Features features(String json, String... flags) throws ProtocolException {
    byte[] body = json.getBytes(UTF_8);
    BrokerSettings broker = Settings.ofFlags(flags).broker();
    return IdentifyReply.negotiate(body, 0, body.length, broker, false, BEFORE).features();
  }

  @Test
  void featuresAreGrantedToWhoNegotiates() throws ProtocolException {
    assertThat(identify("{\"feature_negotiation\":true,\"tls_v1\":true}").features())
        .isEqualTo(new Features(true, false, false, 6));
    assertThat(identify("{\"feature_negotiation\":true,\"snappy\":true}").features())
        .isEqualTo(new Features(false, true, false, 6));
    assertThat(identify("{\"tls_v1\":true,\"snappy\":true}").features()).isEqualTo(Features.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0,6", "-3,6", "1,1", "5,5", "6,6", "9,6"})
  void theLevelOfDeflateIsCapped(int asked, int granted) throws ProtocolException {
    String json = "{\"feature_negotiation\":true,\"deflate\":true,\"deflate_level\":" + asked + "}";
    assertThat(identify(json).features()).isEqualTo(new Features(false, false, true, granted));
  }

  @Test
  void whatTheNodeDoesNotOfferIsNotGranted() throws ProtocolException {
    String all = "{\"feature_negotiation\":true,\"tls_v1\":true,\"snappy\":true,\"deflate\":true}";
    assertThat(features(all, "--snappy=false", "--deflate=false")).isEqualTo(Features.NONE);
    assertThat(features(all, "--snappy=false", "--max-deflate-level=2"))
        .isEqualTo(new Features(false, false, true, 2));
  }

  @Test
  void twoCompressionsAreRefused() {
    assertThatThrownBy(
            () -> identify("{\"feature_negotiation\":true,\"snappy\":true,\"deflate\":true}"))
        .hasMessage("E_IDENTIFY_FAILED cannot enable both deflate and snappy compression");
  }

  @Test
  void aClientThatAsksForNothingGetsNsqdsDefaults() throws ProtocolException {
    ClientSettings expected =
        new ClientSettings(
            ClientIdentity.unknown("10.1.2.3"), false, 30_000, 60_000, 16_384, 250, Features.NONE);
    assertThat(BEFORE).isEqualTo(expected);
    assertThat(identify("{}")).isEqualTo(expected);
    assertThat(identify("null")).isEqualTo(expected);
    assertThat(
            identify(
                "{\"heartbeat_interval\":0,\"output_buffer_size\":0,\"output_buffer_timeout\":0,"
                    + "\"msg_timeout\":0,\"sample_rate\":0,\"client_id\":null,\"unheard\":[1]}"))
        .isEqualTo(expected);
  }

  @Test
  void everyFieldIsReadAndTheCaseOfKeysDoesNotMatter() throws ProtocolException {
    assertThat(
            identify(
                "{\"client_id\":\"c\",\"hostname\":\"h\",\"user_agent\":\"u/1\","
                    + "\"Feature_Negotiation\":true,\"HEARTBEAT_INTERVAL\":1000,"
                    + "\"output_buffer_size\":64,\"output_buffer_timeout\":25,"
                    + "\"sample_rate\":99,\"msg_timeout\":900000,"
                    + "\"topology_zone\":\"z\",\"topology_region\":\"r\"}"))
        .isEqualTo(
            new ClientSettings(
                new ClientIdentity("c", "h", "u/1", 99, "z", "r"),
                true,
                1000,
                900_000,
                64,
                25,
                Features.NONE));
  }

  @Test
  void minusOneSwitchesOff() throws ProtocolException {
    assertThat(identify("{\"heartbeat_interval\":-1}").heartbeatMillis()).isZero();
    assertThat(identify("{\"output_buffer_timeout\":-1}").outputBufferMillis()).isZero();
    ClientSettings unbuffered = identify("{\"output_buffer_size\":-1}");
    assertThat(unbuffered.outputBufferBytes()).isEqualTo(1);
    assertThat(unbuffered.outputBufferMillis()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "heartbeat_interval,    1000, 60000,  heartbeat interval",
    "output_buffer_size,    64,   65536,  output buffer size",
    "output_buffer_timeout, 25,   30000,  output buffer timeout",
    "sample_rate,           0,    99,     sample rate",
    "msg_timeout,           1000, 900000, msg timeout"
  })
  void aNumberOutOfItsRangeIsABadBody(String key, long min, long max, String name)
      throws ProtocolException {
    assertThat(identify("{\"" + key + "\":" + min + "}")).isNotNull();
    assertThat(identify("{\"" + key + "\":" + max + "}")).isNotNull();
    for (long bad : new long[] {min == 0 ? -1 : min - 1, max + 1, -2, 1L << 40}) {
      assertThatThrownBy(() -> identify("{\"" + key + "\":" + bad + "}"))
          .isInstanceOf(ProtocolException.class)
          .hasMessage("E_BAD_BODY IDENTIFY " + name + " (" + bad + ") is invalid");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "{",
        "[]",
        "7",
        "{} {}",
        "{\"client_id\":7}",
        "{\"hostname\":true}",
        "{\"user_agent\":1.5}",
        "{\"heartbeat_interval\":\"1000\"}",
        "{\"heartbeat_interval\":1000.5}",
        "{\"heartbeat_interval\":99999999999999999999}",
        "{\"feature_negotiation\":1}",
        "{\"feature_negotiation\":\"true\"}"
      })
  void whatIsNoJsonOrHasAWrongTypeIsABadBody(String body) {
    assertThatThrownBy(() -> identify(body))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("E_BAD_BODY IDENTIFY failed to decode JSON body");
  }

  @Test
  void theReplyHasNsqdsKeys() throws IOException, ProtocolException {
    ClientSettings client =
        identify("{\"sample_rate\":7,\"msg_timeout\":2000,\"output_buffer_timeout\":-1}");
    JsonNode reply =
        new ObjectMapper().readTree(IdentifyReply.json(client, BROKER, "1.3.0", false));
    assertThat(reply)
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"max_rdy_count": 2500, "version": "1.3.0", "max_msg_timeout": 900000,
                     "msg_timeout": 2000, "tls_v1": false, "deflate": false, "deflate_level": 6,
                     "max_deflate_level": 6, "snappy": false, "sample_rate": 7,
                     "auth_required": false, "output_buffer_size": 16384,
                     "output_buffer_timeout": 0, "topology_region": "", "topology_zone": ""}
                    """));
  }
}
