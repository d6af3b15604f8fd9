package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.http.HttpProbe.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS with real certificates, and what becomes of plain HTTP. */
class HttpsTest {
  private static final long SEED = 20261122;
  private static final int MIB = 1 << 20;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "TLSv1.2, RSA_2048",
    "TLSv1.2, EC_P256",
    "TLSv1.3, RSA_2048",
    "TLSv1.3, EC_P256",
  })
  void theSameRoutesAreServedOverTls(String protocol, KeyKind kind) throws IOException {
    Tls tls = new Tls(directory, kind);
    byte[] large = new byte[MIB];
    new Random(SEED).nextBytes(large);
    try (TestNode node = TestNode.start(tls.flags())) {
      HttpProbe https = tls.probe(node, protocol);

      assertThat(https.get("/ping").text()).isEqualTo("OK");
      assertThat(https.send("POST", "/pub?topic=t", large).text()).isEqualTo("OK");
      assertThat(node.broker.publishes.get(0).bodies().get(0)).isEqualTo(large);
      assertThat(https.get("/stats?format=json").text()).contains("\"topic_name\":\"t\"");
      assertThat(https.get("/info").text()).contains("\"http_port\":" + node.port());
      assertThat(https.get("/nope").code()).isEqualTo(404);
      assertThat(node.probe().get("/ping").text()).as("plain, too").isEqualTo("OK");
      try (SSLSocket socket = (SSLSocket) https.connect()) {
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
  }

  @Test
  void aConnectionServesManyRequests() throws IOException {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags());
        Socket socket = tls.probe(node).connect()) {
      for (int i = 0; i < 100; i++) {
        socket
            .getOutputStream()
            .write(
                "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
                    .getBytes(UTF_8));
        assertThat(HttpProbe.parse(HttpProbe.read(socket.getInputStream(), false)).text())
            .isEqualTo("OK");
      }
      assertThat(node.broker.publishes).hasSize(100);
    }
  }

  @Test
  void plainHttpIsSentToHttpsIfTlsIsRequired() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags("--tls-required=true"))) {
      String expected =
          "{\"message\": \"TLS_REQUIRED\", \"https_port\": " + node.securePort() + "}";
      for (String target : new String[] {"/ping", "/stats", "/nothing"}) {
        Reply reply = node.probe().get(target);
        assertThat(reply.status()).isEqualTo("HTTP/1.1 403 Forbidden");
        assertThat(reply.text()).isEqualTo(expected);
        assertThat(reply.headers())
            .containsEntry("content-type", "application/json; charset=utf-8")
            .containsEntry("x-nsq-content-type", "nsq; version=1.0");
      }
      assertThat(node.probe().send("POST", "/pub?topic=t", new byte[4 * MIB]).text())
          .isEqualTo(expected);
      assertThat(node.broker.publishes).isEmpty();
      assertThat(tls.probe(node).post("/pub?topic=t", "x").text()).isEqualTo("OK");
    }
  }

  @Test
  void plainHttpIsServedIfOnlyTcpRequiresTls() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags("--tls-required=tcp-https"))) {
      assertThat(node.probe().post("/pub?topic=t", "x").text()).isEqualTo("OK");
    }
  }

  @Test
  void aRequestInTheClearToHttpsIsCountedAndClosed() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags())) {
      byte[] answer =
          new HttpProbe(node.securePort()).raw("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8), false);

      assertThat(new String(answer, UTF_8)).doesNotContain("HTTP/1.1");
      Deadline.await("counted", () -> refused(node) == 1);
      assertThat(tls.probe(node).get("/ping").text()).isEqualTo("OK");
    }
  }

  @Test
  void aClientMustHaveACertificateOfTheAuthority() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    TestCertificates others = TestCertificates.create("Test CA");
    try (TestNode node = TestNode.start(tls.mutualFlags())) {
      assertThat(tls.probe(node, tls.client("app")).get("/ping").text()).isEqualTo("OK");

      // Whether these see the alert depends on what they are sending meanwhile.
      HttpProbe without = tls.probe(node, "TLSv1.2");
      assertThatThrownBy(() -> without.get("/ping")).isInstanceOf(UncheckedIOException.class);
      HttpProbe stranger = tls.probe(node, others.issue("app", KeyKind.EC_P256));
      assertThatThrownBy(() -> stranger.get("/ping"))
          .isInstanceOfAny(UncheckedIOException.class, AssertionError.class);
      Deadline.await("counted", () -> refused(node) == 2);
    }
  }

  @Test
  void aClientIsToldWhyItsHandshakeIsRefused() throws IOException {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags());
        SSLSocket socket =
            (SSLSocket)
                tls.authority
                    .clientContext()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", node.securePort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});

      assertThatThrownBy(socket::startHandshake)
          .hasMessageContaining("Received fatal alert: handshake_failure");
      Deadline.await("counted", () -> refused(node) == 1);
    }
  }

  @Test
  void callersAreKnownByTheSubjectsOfTheirCertificates() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    Callers callers =
        new Callers(directory)
            .line("orders cn:orders-app publish orders")
            .line("ops \"dn:CN=Ops Team\" admin")
            .write();
    String[] flags =
        tls.mutualFlags("--http-auth=certificate", "--http-auth-file=" + callers.file());
    try (TestNode node = TestNode.start(flags)) {
      HttpProbe orders = tls.probe(node, tls.client("orders-app"));
      HttpProbe ops = tls.probe(node, tls.client("Ops Team"));
      HttpProbe unknown = tls.probe(node, tls.client("unknown"));

      assertThat(orders.post("/pub?topic=orders", "x").text()).isEqualTo("OK");
      assertThat(orders.post("/pub?topic=other", "x").code()).isEqualTo(403);
      assertThat(orders.get("/stats?topic=orders").code()).isEqualTo(403);
      assertThat(ops.post("/topic/create?topic=t", "").code()).isEqualTo(200);
      assertThat(ops.get("/nothing").code()).isEqualTo(404);
      assertThat(unknown.get("/ping").text()).isEqualTo("OK");
      assertThat(unknown.get("/info").text()).isEqualTo("{\"message\":\"FORBIDDEN\"}");
      assertThat(unknown.get("/nothing").code()).isEqualTo(403);
      assertThat(node.probe().get("/info").text()).contains("TLS_REQUIRED");
    }
  }

  @Test
  void aTokenDoesNotReplaceACertificate() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    Callers callers =
        new Callers(directory).token("ops", "admin").line("app cn:app publish").write();
    String[] flags =
        tls.mutualFlags(
            "--tls-required=tcp-https",
            "--http-auth=certificate",
            "--http-auth-file=" + callers.file());
    try (TestNode node = TestNode.start(flags)) {
      Reply plain = node.probe().send("GET", "/info", new byte[0], callers.header("ops"));
      assertThat(plain.code()).isEqualTo(403);
      assertThat(plain.text()).contains("TLS_REQUIRED").contains("" + node.securePort());
      assertThat(node.probe().get("/ping").text()).isEqualTo("OK");

      HttpProbe app = tls.probe(node, tls.client("app"));
      assertThat(app.send("GET", "/info", new byte[0], callers.header("ops")).code())
          .isEqualTo(403);
    }
  }

  @Test
  void tokensWorkOverTls() {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    Callers callers = new Callers(directory).token("ops", "admin").write();
    try (TestNode node = TestNode.start(tls.flags(callers.flags()))) {
      assertThat(tls.probe(node).get("/info").code()).isEqualTo(401);
      assertThat(tls.probe(node).send("GET", "/info", new byte[0], callers.header("ops")).code())
          .isEqualTo(200);
    }
  }

  private static long refused(TestNode node) {
    return node.broker.stats().connectionCounters().refused(Reason.HANDSHAKE);
  }
}
