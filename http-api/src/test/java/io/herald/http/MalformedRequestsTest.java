package io.herald.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whatever comes in is answered with a status or closed, and nobody reads of it in the log. */
class MalformedRequestsTest {
  private static final long SEED = 20261121;
  private static final int CLIENTS = 4;
  private static final int REQUESTS_EACH = 5_000;
  private static final int SILENCE_MILLIS = 20_000;

  @Test
  void twentyThousandStrangeRequestsAreAnsweredOrClosed() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) org.slf4j.LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (TestNode node = TestNode.start("--max-body-size=2000", "--max-msg-size=1000")) {
      node.broker.remembers = false;
      List<Callable<Integer>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        long seed = SEED + client;
        work.add(() -> sendAll(node.port(), seed));
      }
      int answered = 0;
      for (Future<Integer> done : clients.invokeAll(work)) {
        answered += done.get(5, TimeUnit.MINUTES);
      }
      assertThat(answered).isGreaterThan(CLIENTS * REQUESTS_EACH / 2);
      assertThat(node.probe().get("/ping").text()).isEqualTo("OK");
      assertThat(log.list)
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
          .isEmpty();
    } finally {
      clients.shutdownNow();
      root.detachAppender(log);
    }
  }

  /** How many of the requests were answered, and not just closed. */
  private static int sendAll(int port, long seed) throws IOException {
    RandomRequest requests = new RandomRequest(seed);
    int answered = 0;
    for (int i = 0; i < REQUESTS_EACH; i++) {
      byte[] request = requests.next();
      String answer = new String(exchange(port, request), ISO_8859_1);
      if (!answer.isEmpty()) {
        answered++;
        assertThat(answer)
            .as("request %d of seed %d: %s", i, seed, new String(request, ISO_8859_1))
            .matches("(?s)HTTP/1\\.[01] [1-5]\\d\\d .*")
            .doesNotContainPattern("Exception|\\tat |HTTP/1\\.1 5(?!03|05)");
      }
    }
    return answered;
  }

  private static byte[] exchange(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(SILENCE_MILLIS);
      InputStream in = socket.getInputStream();
      try {
        socket.getOutputStream().write(request);
        socket.shutdownOutput();
      } catch (SocketException closedAlready) {
        return new byte[0];
      }
      return readToEnd(in);
    }
  }

  private static byte[] readToEnd(InputStream in) throws IOException {
    try {
      return in.readAllBytes();
    } catch (SocketException reset) {
      return new byte[0];
    }
  }
}
