package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AUTH with a real auth server: who may publish and subscribe (nsq-facts 1.2 and 7). */
class AuthTest {
  private static final String PRODUCER = "producer's+secret&%";
  private static final String CONSUMER = "consumer's secret";

  private static final List<String> QUERIES = new CopyOnWriteArrayList<>();
  private static HttpServer authServer;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws Exception {
    authServer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    authServer.createContext("/auth", AuthTest::answer);
    authServer.start();
    broker = BrokerProcess.start(options());
  }

  @AfterAll
  static void stop() throws IOException {
    broker.close();
    authServer.stop(0);
  }

  @AfterEach
  void noSecretIsInTheLog() {
    assertThat(broker.logTail()).doesNotContain("secret");
  }

  private static LaunchOptions options() {
    return LaunchOptions.defaults()
        .with("--auth-http-address", "127.0.0.1:" + authServer.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    QUERIES.add(query);
    String topic = "\"topic\":\"^orders$\",\"channels\":[\".*\"],";
    String entry = "";
    if (query.contains("secret=producer%27s%2Bsecret%26%25&")) {
      entry = "{" + topic + "\"permissions\":[\"publish\"]}";
    } else if (query.contains("secret=consumer%27s+secret&")) {
      entry = "{" + topic + "\"permissions\":[\"subscribe\"]}";
    }
    int status = query.contains("secret=broken+secret&") ? 500 : 200;
    String json =
        "{\"ttl\":60,\"identity\":\"ann\",\"identity_url\":\"http://ann\",\"authorizations\":["
            + entry
            + "]}";
    try (exchange) {
      byte[] body = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static void isRefused(NsqConnection connection, String error) throws IOException {
    Frame frame = connection.reply();
    assertThat(frame.text()).isEqualTo(error);
    assertThat(frame.type()).isEqualTo(Frame.ERROR);
    Expect.closed(connection);
  }

  @Test
  void whoeverIsAllowedToPublishesAndConsumes() throws Exception {
    try (NsqConnection producer = NsqConnection.open(broker.tcp());
        NsqConnection consumer = NsqConnection.open(broker.tcp())) {
      assertThat(producer.identify("{\"feature_negotiation\":true}"))
          .contains("\"auth_required\":true");
      assertThat(producer.auth(PRODUCER))
          .isEqualTo(
              "{\"identity\":\"ann\",\"identity_url\":\"http://ann\",\"permission_count\":1}");
      consumer.auth(CONSUMER);
      consumer.sub("orders", "ch");
      consumer.rdy(2);
      producer.pub("orders", "one");
      producer.mpub("orders", List.of("two".getBytes(UTF_8)));
      for (int n = 0; n < 2; n++) {
        Delivery delivery = consumer.delivery();
        consumer.fin(delivery.id());
      }
      assertThat(QUERIES)
          .contains("common_name=&remote_ip=127.0.0.1&secret=consumer%27s+secret&tls=false");
    }
  }

  @Test
  void whoeverHasNotSaidWhoItIsMayNothing() throws Exception {
    try (NsqConnection connection = NsqConnection.open(broker.tcp())) {
      connection.send(CommandBytes.pub("orders", "x".getBytes(UTF_8)));
      isRefused(connection, "E_AUTH_FIRST AUTH required before PUB");
    }
    try (NsqConnection connection = NsqConnection.open(broker.tcp())) {
      connection.send(CommandBytes.sub("orders", "ch"));
      isRefused(connection, "E_AUTH_FIRST AUTH required before SUB");
    }
  }

  @Test
  void whatIsNotAllowedIsRefusedBehindTheOksInFrontOfIt() throws Exception {
    try (NsqConnection producer = NsqConnection.open(broker.tcp())) {
      producer.auth(PRODUCER);
      byte[] body = "x".getBytes(UTF_8);
      producer.send(CommandBytes.pub("orders", body));
      producer.send(CommandBytes.pub("bills", body));
      producer.send(CommandBytes.pub("orders", body));
      Expect.ok(producer);
      isRefused(producer, "E_UNAUTHORIZED AUTH failed for PUB on \"bills\" \"\"");
    }
    try (NsqConnection producer = NsqConnection.open(broker.tcp())) {
      producer.auth(PRODUCER);
      producer.send(CommandBytes.sub("orders", "ch"));
      isRefused(producer, "E_UNAUTHORIZED AUTH failed for SUB on \"orders\" \"ch\"");
    }
  }

  @Test
  void aSecretThatIsNotKnownGetsNowhere() throws Exception {
    try (NsqConnection connection = NsqConnection.open(broker.tcp())) {
      connection.send(CommandBytes.auth("a wrong secret"));
      isRefused(connection, "E_UNAUTHORIZED AUTH no authorizations found");
    }
    try (NsqConnection connection = NsqConnection.open(broker.tcp())) {
      connection.send(CommandBytes.auth("broken secret"));
      isRefused(connection, "E_AUTH_FAILED AUTH failed");
    }
  }

  @Test
  void theAuthServerIsToldOfTheClientsCertificate(@TempDir Path directory) throws Exception {
    TestCertificates ca = TestCertificates.create("our CA");
    ca.writeCa(directory.resolve("ca.pem"));
    ca.issue("node", KeyKind.EC_P256).writeTo(directory);
    LaunchOptions options =
        options()
            .with("--tls-cert", directory.resolve("cert.pem").toString())
            .with("--tls-key", directory.resolve("key.pem").toString())
            .with("--tls-root-ca-file", directory.resolve("ca.pem").toString())
            .with("--tls-client-auth-policy", "require-verify");
    try (BrokerProcess tlsBroker = BrokerProcess.start(options);
        NsqConnection producer = NsqConnection.open(tlsBroker.tcp())) {
      producer.identify("{\"feature_negotiation\":true,\"tls_v1\":true}");
      producer.upgradeTls(ca.clientContext(ca.issue("ann & bob", KeyKind.EC_P256)));
      producer.auth(PRODUCER);
      producer.pub("orders", "one");
      assertThat(QUERIES)
          .contains(
              "common_name=ann+%26+bob&remote_ip=127.0.0.1"
                  + "&secret=producer%27s%2Bsecret%26%25&tls=true");
    }
  }
}
