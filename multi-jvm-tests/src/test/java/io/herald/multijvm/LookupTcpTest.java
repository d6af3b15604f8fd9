package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** nsqlookupd's protocol V1: what a real nsqd says to register itself (nsq-facts 4). */
class LookupTcpTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  @Test
  void anotherMagicIsRefused() throws IOException {
    try (LookupConnection connection = new LookupConnection(BROKER.process().lookupTcp(), "  V2")) {
      assertThat(connection.answer()).isEqualTo("E_BAD_PROTOCOL");
      closed(connection);
    }
  }

  @Test
  void identifyAnswersWhoTheLookupIs() throws IOException {
    try (LookupConnection connection = open()) {
      JsonNode answer =
          MAPPER.readTree(
              connection.identify(
                  "{\"broadcast_address\":\"10.0.0.1\",\"hostname\":\"h\",\"tcp_port\":1,"
                      + "\"http_port\":2,\"version\":\"1.0.0\"}"));
      assertThat(answer.get("tcp_port").asInt()).isEqualTo(BROKER.process().lookupTcp().getPort());
      assertThat(answer.get("http_port").asInt())
          .isEqualTo(BROKER.process().lookupHttp().getPort());
      assertThat(answer.get("version").asText()).isNotEmpty();
      assertThat(answer.get("broadcast_address").asText()).isEqualTo("127.0.0.1");
      assertThat(answer.get("hostname").asText()).isNotEmpty();
    }
  }

  @Test
  void onlyPingWorksBeforeIdentify() throws IOException {
    for (String command : new String[] {"REGISTER topic", "UNREGISTER topic", "REGISTER"}) {
      try (LookupConnection connection = open()) {
        assertThat(connection.command("PING")).isEqualTo("OK");
        assertThat(connection.command(command)).startsWith("E_INVALID ");
        closed(connection);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REGISTER, E_INVALID",
    "REGISTER bad$topic, E_BAD_TOPIC",
    "REGISTER topic bad$channel, E_BAD_CHANNEL",
    "UNREGISTER, E_INVALID",
    "UNREGISTER bad$topic, E_BAD_TOPIC",
    "UNREGISTER topic bad$channel, E_BAD_CHANNEL",
    "IDENTIFY, E_INVALID",
    "NONSENSE, E_INVALID",
    "'', E_INVALID"
  })
  void errorsAreTextAndClose(String command, String code) throws IOException {
    try (LookupConnection connection = open()) {
      connection.identifyAs("10.0.0.2", 4150, 4151);
      assertThat(connection.command(command)).startsWith(code + " ");
      closed(connection);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "{}",
        "{\"tcp_port\":1,\"http_port\":2,\"version\":\"1\"}",
        "{\"broadcast_address\":\"x\",\"http_port\":2,\"version\":\"1\"}",
        "{\"broadcast_address\":\"x\",\"tcp_port\":1,\"version\":\"1\"}",
        "{\"broadcast_address\":\"x\",\"tcp_port\":1,\"http_port\":2}"
      })
  void anIncompleteIdentityIsABadBody(String json) throws IOException {
    try (LookupConnection connection = open()) {
      assertThat(connection.identify(json)).startsWith("E_BAD_BODY ");
      closed(connection);
    }
  }

  @Test
  void aRegisteredNsqdIsFoundUntilItDisconnects() throws Exception {
    String topic = BROKER.topic();
    try (LookupConnection nsqd = open()) {
      nsqd.identifyAs("10.0.0.3", 14150, 14151);
      assertThat(nsqd.command("REGISTER " + topic + " channel")).isEqualTo("OK");

      JsonNode found = BROKER.lookup().get("/lookup?topic=" + topic).json();
      assertThat(found.get("channels")).hasSize(1);
      assertThat(found.at("/channels/0").asText()).isEqualTo("channel");
      JsonNode producer = found.at("/producers/0");
      assertThat(producer.get("broadcast_address").asText()).isEqualTo("10.0.0.3");
      assertThat(producer.get("hostname").asText()).isEqualTo("10.0.0.3");
      assertThat(producer.get("tcp_port").asInt()).isEqualTo(14150);
      assertThat(producer.get("http_port").asInt()).isEqualTo(14151);
      assertThat(producer.get("version").asText()).isEqualTo("1.2.1");
      assertThat(producer.get("remote_address").asText())
          .isEqualTo("127.0.0.1:" + nsqd.localPort());
      assertThat(producer.get("topology_zone").isTextual()).isTrue();
      assertThat(producer.get("topology_region").isTextual()).isTrue();
    }
    Await.until(
        "no producers",
        Duration.ofSeconds(5),
        () -> BROKER.lookup().get("/lookup?topic=" + topic).json().get("producers").isEmpty());
    assertThat(BROKER.lookup().get("/topics").json().get("topics"))
        .as("the row stays")
        .anyMatch(name -> name.asText().equals(topic));
  }

  @Test
  void unregisterTakesBackOneChannelOrTheWholeTopic() throws Exception {
    String topic = BROKER.topic();
    try (LookupConnection nsqd = open()) {
      nsqd.identifyAs("10.0.0.4", 4150, 4151);
      nsqd.command("REGISTER " + topic + " one");
      nsqd.command("REGISTER " + topic + " gone#ephemeral");
      assertThat(nsqd.command("UNREGISTER " + topic + " gone#ephemeral")).isEqualTo("OK");
      JsonNode found = BROKER.lookup().get("/lookup?topic=" + topic).json();
      assertThat(found.get("channels")).hasSize(1);
      assertThat(found.get("producers")).hasSize(1);
      assertThat(nsqd.command("UNREGISTER " + topic)).isEqualTo("OK");
      assertThat(BROKER.lookup().get("/lookup?topic=" + topic).json().get("producers")).isEmpty();
    }
  }

  private static LookupConnection open() throws IOException {
    return LookupConnection.open(BROKER.process().lookupTcp());
  }

  private static void closed(LookupConnection connection) {
    assertThatThrownBy(connection::answer)
        .isInstanceOfAny(EOFException.class, SocketException.class);
  }
}
