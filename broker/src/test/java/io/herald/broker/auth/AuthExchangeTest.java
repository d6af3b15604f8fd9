package io.herald.broker.auth;

import static io.herald.broker.auth.AuthServersTest.answer;
import static io.herald.broker.auth.AuthServersTest.asking;
import static io.herald.broker.auth.AuthServersTest.failure;
import static io.herald.broker.auth.AuthServersTest.nobody;
import static io.herald.broker.auth.AuthServersTest.query;
import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static io.herald.broker.auth.TestAuthServer.saying;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Auth servers that break HTTP, and what is said of those that fail. */
@Timeout(60)
class AuthExchangeTest {
  private static final String SECRET = "open+sesame/\"1&2\"";

  /** All forms in which it may be seen. */
  private static final List<String> SEEN =
      List.of("sesame", "open+", "open%2B", "open\\u002b", "b3BlbitzZXNhbWUvIjEmMiI=");

  /** Does something with a connection; {@code turn} counts them from 0. */
  private interface Talk {
    void to(Socket peer, int turn) throws IOException;
  }

  /** A server below HTTP: talks to one connection after the other. */
  private record RawServer(ServerSocket socket) implements AutoCloseable {
    static RawServer talking(Talk talk) throws IOException {
      ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      AtomicInteger turn = new AtomicInteger();
      Thread thread =
          new Thread(
              () -> {
                while (!socket.isClosed()) {
                  try (Socket peer = socket.accept()) {
                    talk.to(peer, turn.getAndIncrement());
                  } catch (IOException closed) {
                    // the peer has gone, or the test has ended
                  }
                }
              },
              "raw-auth-server");
      thread.setDaemon(true);
      thread.start();
      return new RawServer(socket);
    }

    String address() {
      return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** One request, its head and its body. */
  private static String read(Socket peer) throws IOException {
    InputStream in = peer.getInputStream();
    StringBuilder request = new StringBuilder();
    while (request.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      request.append((char) next);
    }
    int length = 0;
    for (String header : request.toString().lines().toList()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
        length = Integer.parseInt(header.substring("content-length: ".length()));
      }
    }
    return request + new String(in.readNBytes(length), ISO_8859_1);
  }

  private static void write(Socket peer, String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(UTF_8));
    peer.getOutputStream().flush();
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "post"})
  void aConnectionThatTheServerHasGivenUpIsReplaced(String method) throws Exception {
    List<String> requests = new ArrayList<>();
    try (RawServer server =
            RawServer.talking(
                (peer, turn) -> {
                  requests.add(turn + read(peer));
                  write(peer, ok(ANYTHING));
                  requests.add(turn + read(peer)); // and closes without an answer
                });
        AuthServers servers = asking("--auth-http-request-method=" + method, server.address())) {
      assertThat(answer(servers.query(query("s"))).permissionCount()).isEqualTo(1);
      assertThat(answer(servers.query(query("s"))).permissionCount()).isEqualTo(1);
      assertThat(requests.stream().map(request -> request.charAt(0)).toList())
          .as("the connections that were used")
          .containsExactly('0', '0', '1');
    }
  }

  @Test
  void aServerThatAlwaysClosesHasFailed() throws Exception {
    try (RawServer server = RawServer.talking((peer, turn) -> read(peer));
        AuthServers servers = asking("--auth-http-request-method=post", server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("the exchange failed (IOException)");
    }
  }

  @Test
  void anAnswerThatEndsEarlyIsNone() throws Exception {
    String cut = ok(ANYTHING).replace("Content-Length: ", "Content-Length: 1");
    try (RawServer server =
            RawServer.talking(
                (peer, turn) -> {
                  read(peer);
                  write(peer, cut);
                });
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("the exchange failed (IOException)");
    }
  }

  @Test
  void aServerThatDoesNotAcceptHasFailed() throws Exception {
    List<SocketChannel> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        AuthServers servers =
            asking("--http-client-connect-timeout=200ms", "127.0.0.1:" + full.getLocalPort())) {
      for (int n = 0; n < 4; n++) { // no more fit in the kernel's queue
        SocketChannel waiting = SocketChannel.open();
        queue.add(waiting);
        waiting.configureBlocking(false);
        waiting.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
      }
      assertThat(failure(servers.query(query("s")))).isEqualTo("no connection within 200 ms");
    } finally {
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
    }
  }

  /** Ways to fail, some of which show the secret to whoever reads what came of it. */
  private static List<Talk> waysToFail(CountDownLatch never) {
    return List.of(
        (peer, turn) -> write(peer, read(peer)),
        (peer, turn) -> write(peer, "HTTP/1.1 " + read(peer) + "\r\n\r\n"),
        (peer, turn) -> write(peer, "HTTP/1.1 500 " + SECRET + "\r\n\r\n" + read(peer)),
        (peer, turn) ->
            write(peer, "HTTP/1.1 302 " + SECRET + "\r\nLocation: /" + read(peer) + "\r\n\r\n"),
        (peer, turn) -> write(peer, ok(read(peer))),
        (peer, turn) -> write(peer, ok('"' + read(peer) + '"')),
        always(ok("{\"ttl\":1,\"" + SECRET)),
        always(ok("{\"ttl\":\"sesame\",\"identity\":7}")),
        always(ok(answerWith("\"topic\":\"(sesame\""))),
        always(ok(answerWith("\"topic\":\"\",\"permissions\":[\"sesame\"]"))),
        always("HTTP/1.1 200 OK\r\nContent-Length: sesame\r\n\r\n"),
        always("HTTP/1.1 200 OK\r\nsesame\r\n\r\n"),
        (peer, turn) -> {
          read(peer);
          try {
            never.await(); // the client ends it, and the test this thread
          } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static Talk always(String answer) {
    return (peer, turn) -> {
      read(peer);
      write(peer, answer);
    };
  }

  private static String answerWith(String entry) {
    return "{\"ttl\":1,\"authorizations\":[{" + entry + "}]}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "post"})
  void aFailureIsOneLineThatNamesTheServerAndNoSecret(String method) throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    Level before = root.getLevel();
    root.setLevel(Level.TRACE);
    CountDownLatch never = new CountDownLatch(1);
    List<String> reasons = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    try {
      for (Talk talk : waysToFail(never)) {
        try (RawServer server = RawServer.talking(talk)) {
          hosts.add(server.address());
          reasons.add(failureAt("http://me:sesame@" + server.address() + "/sesame", method));
        }
      }
      hosts.add(nobody());
      reasons.add(failureAt(hosts.get(hosts.size() - 1), method));
    } finally {
      never.countDown();
      root.setLevel(before);
      root.detachAppender(log);
    }
    List<String> lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    assertThat(lines).hasSameSizeAs(hosts);
    for (int n = 0; n < lines.size(); n++) {
      assertThat(lines.get(n))
          .isEqualTo("auth server " + hosts.get(n) + " failed for 10.1.2.3: " + reasons.get(n));
      assertThat(log.list.get(n).getThrowableProxy()).isNull();
      for (String part : SEEN) {
        assertThat(lines.get(n)).doesNotContainIgnoringCase(part);
      }
    }
    assertThat(query(SECRET).toString()).doesNotContain("sesame");
  }

  private static String failureAt(String address, String method) {
    String flags = "--http-client-request-timeout=2s --auth-http-request-method=" + method;
    try (AuthServers servers = asking(flags, address)) {
      return failure(servers.query(query(SECRET)));
    }
  }

  @Test
  void aRegexThatWouldFillTheHeapIsNotCompiled() throws Exception {
    String evil = answerWith("\"topic\":\"((((a{1000}){1000}){1000}){1000})\"");
    try (TestAuthServer server = new TestAuthServer(saying(200, evil));
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      for (int n = 0; n < 5; n++) {
        assertThat(failure(servers.query(query("s"))))
            .isEqualTo("answered with regexes that are too large");
      }
    }
  }
}
