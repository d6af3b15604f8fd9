package io.herald.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.client.tls.KeyKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Handshakes that are noise, cut or changed: closed, silently, with nothing left of them. */
class BrokenHandshakesTest {
  private static final long SEED = 20261123;
  private static final int CLIENTS = 4;
  private static final int HANDSHAKES_EACH = 2_500;
  private static final int SILENCE_MILLIS = 20_000;

  @TempDir private Path directory;

  @Test
  void tenThousandBrokenHandshakesLeaveNothingBehind() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    Tls tls = new Tls(directory, KeyKind.EC_P256);
    try (TestNode node = TestNode.start(tls.flags("--tls-handshake-timeout=500ms"))) {
      byte[] hello = clientHello(tls);
      List<Callable<Integer>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(SEED + client);
        work.add(() -> breakAll(node.securePort(), hello, random));
      }
      for (Future<Integer> done : clients.invokeAll(work)) {
        assertThat(done.get(5, TimeUnit.MINUTES)).isEqualTo(HANDSHAKES_EACH);
      }
      Deadline.await("all closed", () -> node.broker.stats().connectionCounters().open() == 0);
      assertThat(tls.probe(node).get("/ping").text()).isEqualTo("OK");
      assertThat(log.list)
          .as("seed %d", SEED)
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
          .isEmpty();
    } finally {
      clients.shutdownNow();
      root.detachAppender(log);
    }
  }

  /** How many were closed in time. */
  private static int breakAll(int port, byte[] hello, Random random) throws IOException {
    int closed = 0;
    byte[] sink = new byte[16 << 10];
    for (int i = 0; i < HANDSHAKES_EACH; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(SILENCE_MILLIS);
        try {
          socket.getOutputStream().write(broken(hello, random));
          if (random.nextInt(100) > 0) {
            socket.shutdownOutput();
          }
          while (socket.getInputStream().read(sink) >= 0) {
            // an alert, or its own hello
          }
        } catch (java.net.SocketException reset) {
          // closed as well
        }
        closed++;
      }
    }
    return closed;
  }

  private static byte[] broken(byte[] hello, Random random) {
    byte[] bytes = hello.clone();
    switch (random.nextInt(4)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      default -> {
        bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(2000));
        for (int at = hello.length; at < bytes.length; at++) {
          bytes[at] = (byte) random.nextInt();
        }
      }
    }
    return bytes;
  }

  private static byte[] clientHello(Tls tls) throws SSLException {
    SSLEngine engine = tls.authority.clientContext().createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }
}
