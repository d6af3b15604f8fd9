package io.herald.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.stats.ConnectionCounters.Reason;
import io.herald.client.tls.KeyKind;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that keep the node waiting, or come too many at once. */
class SlowClientsTest {
  private static final String IMPATIENT = "--first-command-timeout=300ms";
  private static final String PING = "GET /ping HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path directory;

  @Test
  void aHeadThatTricklesIsGivenUp() throws IOException {
    try (TestNode node = TestNode.start(IMPATIENT);
        Socket socket = node.probe().connect()) {
      assertThat(trickle(socket, "GET /ping HTTP/1.1\r\nX-Endless: " + "x".repeat(10_000)))
          .as("closed while it sends")
          .isTrue();
      Deadline.await("counted", () -> refused(node, Reason.FIRST_COMMAND) == 1);
      assertThat(node.probe().get("/ping").text()).isEqualTo("OK");
    }
  }

  @Test
  void hundredsOfSilentClientsLeaveNothingBehind() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try (TestNode node = TestNode.start("--first-command-timeout=2s")) {
      for (int i = 0; i < 300; i++) {
        silent.add(node.probe().connect());
      }
      assertThat(node.probe().get("/ping").text()).as("served meanwhile").isEqualTo("OK");
      Deadline.await("counted", () -> refused(node, Reason.FIRST_COMMAND) == silent.size());
      Deadline.await("closed", () -> open(node) == 0);
      for (Socket socket : silent) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aClientThatHasAskedOnceMayPause() throws IOException {
    try (TestNode node = TestNode.start(IMPATIENT);
        Socket socket = node.probe().connect()) {
      assertThat(ping(socket)).isEqualTo("OK");
      LockSupport.parkNanos(900_000_000);
      assertThat(ping(socket)).isEqualTo("OK");
      assertThat(refused(node, Reason.FIRST_COMMAND)).isZero();
    }
  }

  @Test
  void anIdleConnectionIsClosedAfterAWhile() throws IOException {
    try (TestNode node = TestNode.configured("herald.http.server.idle-timeout = 300ms");
        Socket socket = node.probe().connect()) {
      assertThat(ping(socket)).isEqualTo("OK");
      assertThat(ended(socket)).isTrue();
      Deadline.await("closed", () -> open(node) == 0);
    }
  }

  @Test
  void aHandshakeThatStopsIsGivenUp() throws IOException {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags("--tls-handshake-timeout=300ms"));
        Socket silent = new HttpProbe(node.securePort()).connect();
        Socket half = new HttpProbe(node.securePort()).connect()) {
      half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});

      Deadline.await("counted", () -> refused(node, Reason.HANDSHAKE) == 2);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(half.getInputStream().readAllBytes().length).isLessThan(100);
      Deadline.await("closed", () -> open(node) == 0);
      assertThat(tls.probe(node).get("/ping").text()).isEqualTo("OK");
      assertThat(refused(node, Reason.FIRST_COMMAND)).isZero();
    }
  }

  @Test
  void aClientThatIsSilentBehindItsHandshakeIsGivenUp() throws IOException {
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags(IMPATIENT));
        Socket socket = tls.probe(node).connect()) {
      Deadline.await("counted", () -> refused(node, Reason.FIRST_COMMAND) == 1);
      assertThat(refused(node, Reason.HANDSHAKE)).isZero();
      assertThat(ended(socket)).isTrue();
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws IOException {
    try (TestNode node = TestNode.start(IMPATIENT);
        Socket socket = node.probe().connect()) {
      assertThat(ping(socket)).isEqualTo("OK");
      send(socket, "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");

      assertThat(trickle(socket, "x".repeat(10_000))).as("closed while it sends").isTrue();
      Deadline.await("counted", () -> refused(node, Reason.FIRST_COMMAND) == 1);
      Deadline.await("closed", () -> open(node) == 0);
      assertThat(node.broker.publishes).isEmpty();
    }
  }

  @Test
  void aBodyThatIsSlowButFastEnoughIsPublished() throws IOException {
    try (TestNode node = TestNode.configured("herald.http.body-rate-min = 1", IMPATIENT);
        Socket socket = node.probe().connect()) {
      send(socket, "POST /pub?topic=t HTTP/1.1\r\nHost: x\r\nContent-Length: 60\r\n\r\n");
      assertThat(trickle(socket, "x".repeat(60))).isFalse();
      socket.setSoTimeout(10_000);

      assertThat(HttpProbe.parse(HttpProbe.read(socket.getInputStream(), false)).text())
          .isEqualTo("OK");
      assertThat(refused(node, Reason.FIRST_COMMAND)).isZero();
    }
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws IOException {
    try (TestNode node = TestNode.start("--max-connections-per-address=2");
        Socket first = node.probe().connect()) {
      assertThat(ping(first)).isEqualTo("OK");
      try (Socket second = node.probe().connect();
          Socket third = node.probe().connect()) {
        assertThat(ping(second)).isEqualTo("OK");
        assertThat(ended(third)).isTrue();
        assertThat(refused(node, Reason.PER_ADDRESS)).isEqualTo(1);
        assertThat(open(node)).isEqualTo(2);
      }
      Deadline.await("room again", () -> open(node) == 1);
      assertThat(node.probe().get("/ping").text()).isEqualTo("OK");
    }
  }

  private static String ping(Socket socket) throws IOException {
    send(socket, PING);
    return HttpProbe.parse(HttpProbe.read(socket.getInputStream(), false)).text();
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(UTF_8));
  }

  /** Sends byte by byte, every 20 ms; true if the other side has closed meanwhile. */
  private static boolean trickle(Socket socket, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      try {
        socket.getOutputStream().write(bytes[i]);
        if (i == bytes.length - 1) {
          break;
        }
        socket.setSoTimeout(20);
        if (socket.getInputStream().read() < 0) {
          return true;
        }
      } catch (SocketTimeoutException stillOpen) {
        // as it should be
      } catch (IOException closed) {
        return true;
      }
    }
    return false;
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static long refused(TestNode node, Reason reason) {
    return node.broker.stats().connectionCounters().refused(reason);
  }

  private static long open(TestNode node) {
    return node.broker.stats().connectionCounters().open();
  }
}
