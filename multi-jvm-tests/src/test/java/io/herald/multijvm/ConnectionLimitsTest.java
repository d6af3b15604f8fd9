package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * No more connections than {@code --max-connections}, no more from one address than {@code
 * --max-connections-per-address}: one too many is told so, closed and counted.
 */
@HeraldOnly("takes as many connections as there are file descriptors")
class ConnectionLimitsTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String PUB = "  V2PUB t#ephemeral\n\0\0\0\1x";

  @RegisterExtension
  static final SharedBroker BROKER =
      SharedBroker.with(
          LaunchOptions.defaults()
              .withHerald("--max-connections", "3")
              .withHerald("--max-connections-per-address", "2"));

  private final List<Socket> sockets = new ArrayList<>();
  private long refusedBefore;
  private long refusedPerAddressBefore;

  @BeforeEach
  void count() throws Exception {
    refusedBefore = counter("refused_total");
    refusedPerAddressBefore = counter("refused_per_address");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    Await.until(() -> "only HTTP: " + counters(), SOON, () -> counter("open") == 1);
  }

  @Test
  void oneConnectionTooManyFromAnAddressIsToldSo() throws Exception {
    connected("127.0.0.1");
    Socket second = connected("127.0.0.1");

    assertThat(refused("127.0.0.1")).isEqualTo("too many connections from this address");
    connected("127.0.0.2");
    assertThat(counter("refused_per_address") - refusedPerAddressBefore).isEqualTo(1);
    assertThat(counter("refused_total") - refusedBefore).isZero();

    second.close();
    Await.until("room for one more", SOON, () -> isTaken("127.0.0.1"));
  }

  @Test
  void oneConnectionTooManyInAllIsToldSo() throws Exception {
    Socket first = connected("127.0.0.1");
    connected("127.0.0.2");
    connected("127.0.0.3");

    assertThat(refused("127.0.0.4")).isEqualTo("too many connections");
    assertThat(counter("refused_total") - refusedBefore).isEqualTo(1);
    assertThat(counter("refused_per_address") - refusedPerAddressBefore).isZero();

    first.close();
    Await.until("room for one more", SOON, () -> isTaken("127.0.0.4"));
  }

  @Test
  void thousandsOfRefusedConnectionsLeaveNothingBehindAndDisturbNobody() throws Exception {
    connected("127.0.0.1");
    Socket served = connected("127.0.0.1");
    for (int i = 0; i < 3000; i++) {
      refused("127.0.0.1");
    }

    assertThat(counter("refused_per_address") - refusedPerAddressBefore).isEqualTo(3000);
    served.getOutputStream().write(PUB.substring(4).getBytes(US_ASCII));
    assertThat(frame(served)).isEqualTo("OK");
    Await.until(() -> "two and HTTP: " + counters(), SOON, () -> counter("open") == 3);
    assertThat(BROKER.process().loggedFailures()).isEmpty();
  }

  /** A connection that has been taken, for it has an answer. */
  private Socket connected(String from) throws IOException {
    Socket socket = connect(from);
    sockets.add(socket);
    socket.getOutputStream().write(PUB.getBytes(US_ASCII));
    assertThat(frame(socket)).isEqualTo("OK");
    return socket;
  }

  private static boolean isTaken(String from) throws IOException {
    try (Socket socket = connect(from)) {
      socket.getOutputStream().write(PUB.getBytes(US_ASCII));
      return frame(socket).equals("OK");
    } catch (SocketException e) {
      return false; // refused, and reset because it had sent something
    }
  }

  /** Sends nothing, for what it sends and nobody reads might cost it the answer. */
  private static String refused(String from) throws IOException {
    try (Socket socket = connect(from)) {
      String error = frame(socket);
      assertThat(error).startsWith("E_TOO_MANY_CONNECTIONS ");
      assertThat(socket.getInputStream().read()).as("the end").isEqualTo(-1);
      return error.substring(error.indexOf(' ') + 1);
    }
  }

  private static Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(BROKER.process().tcp());
    socket.setSoTimeout((int) SOON.toMillis());
    return socket;
  }

  /** The data of the next frame. */
  private static String frame(Socket socket) throws IOException {
    byte[] head = socket.getInputStream().readNBytes(8);
    return new String(socket.getInputStream().readNBytes(head[3] - 4), US_ASCII);
  }

  private static long counter(String name) throws Exception {
    JsonNode counter = counters().path(name);
    assertThat(counter.isNumber()).as(name).isTrue();
    return counter.asLong();
  }

  private static JsonNode counters() {
    try {
      return BROKER.http().get("/stats?format=json").json().path("connections");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
