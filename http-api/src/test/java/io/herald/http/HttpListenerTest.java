package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.config.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
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
                          request -> node.broker.createTopic(null).thenApply(done -> null))
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
