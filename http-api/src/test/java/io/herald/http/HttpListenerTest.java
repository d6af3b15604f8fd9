package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import io.herald.broker.Published;
import io.herald.config.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An address: bound, full, slow, closed. */
class HttpListenerTest {
  private static final byte[] PING = "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8);

  @Test
  void anAddressInUseFailsTheBinding() {
    try (TestNode node = TestNode.start()) {
      assertThatThrownBy(
              () ->
                  node.server
                      .bind(
                          new Endpoint("127.0.0.1", node.port()),
                          request ->
                              node.broker.createTopic(null, 0, false).thenApply(done -> null))
                      .toCompletableFuture()
                      .orTimeout(10, TimeUnit.SECONDS)
                      .join())
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("Bind failed");
    }
  }

  @Test
  void aStoppedListenerTakesNoMoreConnections() {
    try (TestNode node = TestNode.start()) {
      assertThat(node.probe().get("/ping").text()).isEqualTo("OK");
      node.listener
          .stop(Duration.ofSeconds(5))
          .toCompletableFuture()
          .orTimeout(10, TimeUnit.SECONDS)
          .join();

      assertThatThrownBy(() -> node.probe().get("/ping"))
          .hasCauseInstanceOf(ConnectException.class);
    }
  }

  @Test
  void aRunningRequestHasItsAnswerBeforeTheListenerStops() throws IOException {
    try (TestNode node = TestNode.start();
        Socket idle = connect(node);
        Socket busy = connect(node)) {
      assertThat(ping(idle)).isEqualTo("OK");
      CompletableFuture<Published> stored = new CompletableFuture<>();
      node.broker.gate.set(stored);
      busy.getOutputStream()
          .write(
              "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
                  .getBytes(UTF_8));
      Deadline.await("publish", () -> node.broker.gate.get() == null);

      CompletableFuture<Done> stopped =
          node.listener.stop(Duration.ofSeconds(10)).toCompletableFuture();
      assertThat(idle.getInputStream().read()).as("idle ones are closed").isEqualTo(-1);
      assertThat(stopped).isNotDone();
      stored.complete(new Published(1, false));

      HttpProbe.Reply reply = HttpProbe.parse(HttpProbe.read(busy.getInputStream(), false));
      assertThat(reply.text()).isEqualTo("OK");
      assertThat(reply.headers()).containsEntry("connection", "close");
      assertThat(stopped).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  @Test
  void aRequestThatTakesTooLongIsCutWhenTheListenerStops() throws IOException {
    try (TestNode node = TestNode.start();
        Socket busy = connect(node)) {
      node.broker.silent = true;
      busy.getOutputStream()
          .write(
              "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
                  .getBytes(UTF_8));
      Deadline.await("open", () -> node.broker.stats().connectionCounters().open() == 1);

      assertThat(node.listener.stop(Duration.ofMillis(200)).toCompletableFuture())
          .succeedsWithin(Duration.ofSeconds(10));
      assertThat(node.broker.stats().connectionCounters().open()).isZero();
    }
  }

  @Test
  void aConnectionBeyondTheLimitWaitsUntilAnotherCloses() throws IOException {
    try (TestNode node = TestNode.start("--http-max-connections=1")) {
      Socket first = connect(node);
      assertThat(ping(first)).isEqualTo("OK");
      try (Socket second = connect(node)) {
        second.setSoTimeout(300);
        assertThatThrownBy(() -> ping(second)).hasCauseInstanceOf(SocketTimeoutException.class);

        first.close();
        second.setSoTimeout(10_000);
        assertThat(HttpProbe.parse(HttpProbe.read(second.getInputStream(), false)).text())
            .isEqualTo("OK");
      }
    }
  }

  @Test
  void anAnswerThatTakesTooLongIsATimeout() {
    try (TestNode node = TestNode.configured("herald.http.server.request-timeout = 200ms")) {
      node.broker.silent = true;

      assertThat(node.probe().post("/pub?topic=t", "x").status())
          .isEqualTo("HTTP/1.1 503 Service Unavailable");
      assertThat(node.probe().post("/pub?topic=t", "x").text())
          .isEqualTo("{\"message\":\"TIMEOUT\"}");
    }
  }

  private static String ping(Socket socket) throws IOException {
    socket.getOutputStream().write(PING);
    return HttpProbe.parse(HttpProbe.read(socket.getInputStream(), false)).text();
  }

  private static Socket connect(TestNode node) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
    socket.setSoTimeout(10_000);
    return socket;
  }
}
