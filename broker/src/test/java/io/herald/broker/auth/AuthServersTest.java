package io.herald.broker.auth;

import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static io.herald.broker.auth.TestAuthServer.answering;
import static io.herald.broker.auth.TestAuthServer.saying;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import io.herald.broker.auth.TestAuthServer.Request;
import io.herald.broker.tls.ClientTls;
import io.herald.broker.tls.TlsFileException;
import io.herald.config.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What auth servers are asked, and that nothing but a valid answer lets a client in. */
@Timeout(60)
class AuthServersTest {
  private static final int ANSWER_BYTES_MAX = Settings.defaults().auth().maxAuthAnswerSize();
  private static final int QUESTIONS_MAX = Settings.defaults().auth().authMaxRequests();
  private static final long PATIENCE_SECONDS = 30;

  /** Flags are divided by blanks. */
  static AuthServers asking(String flag, String... addresses) {
    Stream<String> servers = Stream.of(addresses).map(each -> "--auth-http-address=" + each);
    Stream<String> others = Stream.of(flag.split(" ", -1));
    String[] flags = Stream.concat(servers, others).toArray(String[]::new);
    Settings settings = Settings.ofFlags(flags);
    try {
      return new AuthServers(settings.auth(), ClientTls.of(settings.tls()));
    } catch (TlsFileException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  static AuthQuery query(String secret) {
    return new AuthQuery("10.1.2.3", new PeerTls(true, "ann & bob"), secret.getBytes(UTF_8));
  }

  static <T> T answer(CompletableFuture<T> question)
      throws ExecutionException, InterruptedException, TimeoutException {
    return question.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static String failure(CompletableFuture<AuthGrant> question) {
    var thrown = org.assertj.core.api.Assertions.catchThrowable(() -> answer(question));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown.getCause()).isInstanceOf(AuthFailure.class).hasNoCause();
    return thrown.getCause().getMessage();
  }

  /** An address where nobody listens. */
  static String nobody() throws IOException {
    try (ServerSocket closed = new ServerSocket(0)) {
      return "127.0.0.1:" + closed.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "a b+c&d=e%f?#/\\\"'", "ünï ☃ \uD83D\uDE00", "\n\r\0\t\u007f"})
  void getAsksWithAQuery(String secret) throws Exception {
    try (TestAuthServer server = answering(ANYTHING);
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      AuthGrant grant = answer(servers.query(query(secret)));
      assertThat(grant.identity()).isEqualTo("ann");
      Request request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.path()).isEqualTo("/auth");
      assertThat(request.headers().getFirst("Accept"))
          .isEqualTo("application/vnd.nsq; version=1.0");
      assertThat(request.form().keySet())
          .containsExactly("common_name", "remote_ip", "secret", "tls");
      assertThat(request.form())
          .containsEntry("common_name", "ann & bob")
          .containsEntry("remote_ip", "10.1.2.3")
          .containsEntry("secret", new String(secret.getBytes(UTF_8), ISO_8859_1))
          .containsEntry("tls", "true");
    }
  }

  @Test
  void aSecretNeedNotBeText() throws Exception {
    byte[] all = new byte[256];
    IntStream.range(0, 256).forEach(n -> all[n] = (byte) n);
    try (TestAuthServer server = answering(ANYTHING);
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      answer(servers.query(new AuthQuery("::1", PeerTls.NONE, all)));
      assertThat(server.requests().get(0).form())
          .containsEntry("common_name", "")
          .containsEntry("remote_ip", "::1")
          .containsEntry("secret", new String(all, ISO_8859_1))
          .containsEntry("tls", "false");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s", "a b+c&d=e%f?#/\\\"'", "ünï ☃ \uD83D\uDE00", "\n\r\0\t\u007f"})
  void postAsksWithAJsonObjectOfArrays(String secret) throws Exception {
    try (TestAuthServer server = answering(ANYTHING);
        AuthServers servers = asking("--auth-http-request-method=post", server.address())) {
      assertThat(answer(servers.query(query(secret))).permissionCount()).isEqualTo(1);
      Request request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/auth");
      assertThat(request.query()).isNull();
      assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/json");
      JsonNode body = new ObjectMapper().readTree(request.body());
      assertThat(body.size()).isEqualTo(4);
      assertThat(body.at("/common_name/0").textValue()).isEqualTo("ann & bob");
      assertThat(body.at("/remote_ip/0").textValue()).isEqualTo("10.1.2.3");
      assertThat(body.at("/secret/0").textValue()).isEqualTo(secret);
      assertThat(body.at("/tls/0").textValue()).isEqualTo("true");
      assertThat(body.findValues("secret").get(0).size()).isEqualTo(1);
    }
  }

  @Test
  void aUrlMayHaveAUserAPathAndAQuery() throws Exception {
    try (TestAuthServer server = answering(ANYTHING)) {
      String url = "http://me:p%40ss@" + server.address() + "/who/may?realm=a%20b#part";
      try (AuthServers get = asking("--auth-http-request-method=get", url);
          AuthServers post = asking("--auth-http-request-method=post", url)) {
        answer(get.query(query("s")));
        answer(post.query(query("s")));
      }
      for (Request request : server.requests()) {
        assertThat(request.path()).isEqualTo("/who/may");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Basic bWU6cEBzcw==");
      }
      assertThat(server.requests().get(0).query())
          .isEqualTo("realm=a%20b&common_name=ann+%26+bob&remote_ip=10.1.2.3&secret=s&tls=true");
      assertThat(server.requests().get(1).query()).isEqualTo("realm=a%20b");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://secret@host/",
        "http://",
        "host:secret",
        "my secret host:4181",
        "host:99999",
        "https://my_secret_host/"
      })
  void anAddressThatCannotBeAskedIsRefusedWithoutRepeatingIt(String address) {
    assertThatThrownBy(() -> asking("--node-id=1", address))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("--auth-http-address: ")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 301, 400, 401, 403, 404, 500, 503})
  void onlyStatus200LetsIn(int status) throws Exception {
    String body = status == 204 ? "" : ANYTHING;
    try (TestAuthServer server = new TestAuthServer(saying(status, body));
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("answered status " + status);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"get", "post"})
  void redirectsAreNotFollowed(String method) throws Exception {
    try (TestAuthServer other = answering(ANYTHING);
        TestAuthServer server =
            new TestAuthServer(
                exchange -> {
                  exchange
                      .getResponseHeaders()
                      .set("Location", "http://" + other.address() + "/auth");
                  exchange.sendResponseHeaders(307, -1);
                });
        AuthServers servers = asking("--auth-http-request-method=" + method, server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("answered status 307");
      assertThat(other.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "{\"ttl\":0}", "{\"ttl\":1,\"authorizations\":[{\"topic\":\"(\"}]}"})
  void anInvalidAnswerIsAFailure(String json) throws Exception {
    try (TestAuthServer server = answering(json);
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      assertThat(failure(servers.query(query("s")))).startsWith("answered with ");
    }
  }

  @Test
  void anAnswerHasASize() throws Exception {
    String padding = " ".repeat(ANSWER_BYTES_MAX - ANYTHING.length());
    CountDownLatch ended = new CountDownLatch(1);
    try (TestAuthServer server = answering(ANYTHING + padding);
        AuthServers servers = asking("--auth-http-request-method=get", server.address())) {
      assertThat(answer(servers.query(query("s"))).permissionCount()).isEqualTo(1);
      server.responds(saying(200, ANYTHING + padding + " "));
      assertThat(failure(servers.query(query("s")))).isEqualTo("answered more than 1048576 bytes");
      server.responds(endless(0, ended));
      assertThat(failure(servers.query(query("s")))).isEqualTo("answered more than 1048576 bytes");
      assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("connection closed").isTrue();
    }
  }

  /** A body without end; counts {@code ended} down when nobody reads it any more. */
  private static HttpHandler endless(int pauseMillis, CountDownLatch ended) {
    CountDownLatch never = new CountDownLatch(1);
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try {
        byte[] spaces = " ".repeat(pauseMillis > 0 ? 1 : 65_536).getBytes(UTF_8);
        while (pauseMillis == 0 || !never.await(pauseMillis, TimeUnit.MILLISECONDS)) {
          exchange.getResponseBody().write(spaces);
          exchange.getResponseBody().flush();
        }
      } catch (IOException | InterruptedException closed) {
        ended.countDown();
      }
    };
  }

  @Test
  void aServerThatIsSlowWithItsHeadersHasFailed() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (TestAuthServer server = new TestAuthServer(after(released));
        AuthServers servers = asking("--http-client-request-timeout=300ms", server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("no answer within 300 ms");
      released.countDown();
    }
  }

  private static HttpHandler after(CountDownLatch released) {
    return exchange -> {
      try {
        released.await();
      } catch (InterruptedException closed) {
        return;
      }
      saying(200, ANYTHING).handle(exchange);
    };
  }

  @Test
  void aServerThatIsSlowWithItsBodyHasFailed() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (TestAuthServer server = new TestAuthServer(endless(20, ended));
        AuthServers servers = asking("--http-client-request-timeout=300ms", server.address())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("no answer within 300 ms");
      assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("connection closed").isTrue();
    }
  }

  @Test
  void whereNobodyListensNobodyIsLetIn() throws Exception {
    try (AuthServers servers = asking("--auth-http-request-method=get", nobody())) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("cannot connect");
    }
    try (AuthServers servers = asking("--auth-http-request-method=get", "no-such-host.invalid")) {
      assertThat(failure(servers.query(query("s")))).isEqualTo("cannot connect");
    }
  }

  @Test
  void oneServerThatAnswersIsEnough() throws Exception {
    try (TestAuthServer broken = new TestAuthServer(saying(500, ANYTHING));
        TestAuthServer invalid = answering("{}");
        TestAuthServer good = answering(ANYTHING);
        AuthServers servers =
            asking(
                "--auth-http-request-method=post",
                broken.address(),
                nobody(),
                good.address(),
                invalid.address())) {
      for (int n = 1; n <= 40; n++) {
        assertThat(answer(servers.query(query("s"))).permissionCount()).isEqualTo(1);
        assertThat(good.requests()).hasSize(n);
      }
      assertThat(broken.requests().size()).as("random start").isBetween(1, 39);
      assertThat(invalid.requests().size()).as("random start").isBetween(1, 39);
    }
  }

  @Test
  void whatOneServerRefusesNoOtherIsAskedAbout() throws Exception {
    try (TestAuthServer one = answering("{\"ttl\":1}");
        TestAuthServer two = answering("{\"ttl\":1}");
        AuthServers servers =
            asking("--auth-http-request-method=get", one.address(), two.address())) {
      for (int n = 1; n <= 60; n++) {
        assertThat(answer(servers.query(query("s"))).permissionCount()).isZero();
        assertThat(one.requests().size() + two.requests().size()).isEqualTo(n);
      }
      assertThat(one.requests().size()).as("random start").isBetween(1, 59);
    }
  }

  @Test
  void aLimitedNumberOfQuestionsIsOutAtATime() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch full = new CountDownLatch(QUESTIONS_MAX);
    HttpHandler held = after(released);
    try (TestAuthServer server =
            new TestAuthServer(
                exchange -> {
                  full.countDown();
                  held.handle(exchange);
                });
        AuthServers servers = asking("--http-client-request-timeout=30s", server.address())) {
      List<CompletableFuture<AuthGrant>> questions = new ArrayList<>();
      for (int n = 0; n < 3 * QUESTIONS_MAX; n++) {
        questions.add(servers.query(query("s" + n)));
      }
      assertThat(full.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(server.requests().size()).isEqualTo(QUESTIONS_MAX);
      int givenUp = 10;
      List<CompletableFuture<AuthGrant>> waiting =
          questions.subList(QUESTIONS_MAX, questions.size());
      waiting.subList(0, givenUp).forEach(each -> each.cancel(false));
      released.countDown();
      for (CompletableFuture<AuthGrant> question : waiting.subList(givenUp, waiting.size())) {
        assertThat(answer(question).permissionCount()).isEqualTo(1);
      }
      assertThat(server.requests().size()).isEqualTo(questions.size() - givenUp);
    }
  }

  @Test
  void aQuestionThatIsGivenUpMakesRoomForTheNext() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    CountDownLatch full = new CountDownLatch(QUESTIONS_MAX);
    HttpHandler held = after(released);
    try (TestAuthServer server =
            new TestAuthServer(
                exchange -> {
                  full.countDown();
                  held.handle(exchange);
                });
        AuthServers servers = asking("--http-client-request-timeout=30s", server.address())) {
      List<CompletableFuture<AuthGrant>> questions =
          IntStream.range(0, QUESTIONS_MAX).mapToObj(n -> servers.query(query("s"))).toList();
      assertThat(full.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      server.responds(saying(200, ANYTHING));
      CompletableFuture<AuthGrant> next = servers.query(query("s"));
      questions.get(0).cancel(false);
      assertThat(answer(next).permissionCount()).isEqualTo(1);
      released.countDown();
    }
  }

  @Test
  void whoeverWaitsTooLongIsNotLetIn() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (TestAuthServer server = new TestAuthServer(after(released));
        AuthServers servers = asking("--http-client-request-timeout=200ms", server.address())) {
      List<CompletableFuture<AuthGrant>> questions =
          IntStream.range(0, 4 * QUESTIONS_MAX).mapToObj(n -> servers.query(query("s"))).toList();
      for (CompletableFuture<AuthGrant> question : questions) {
        assertThat(failure(question)).isIn("no answer within 200 ms", "the auth servers are busy");
      }
      assertThat(server.requests().size()).isLessThan(questions.size());
      released.countDown();
    }
  }

  @Test
  void closingFailsWhatWaitsAndWhatComes() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (TestAuthServer server = new TestAuthServer(after(released))) {
      AuthServers servers = asking("--http-client-request-timeout=30s", server.address());
      List<CompletableFuture<AuthGrant>> questions =
          IntStream.range(0, 2 * QUESTIONS_MAX).mapToObj(n -> servers.query(query("s"))).toList();
      servers.close();
      for (CompletableFuture<AuthGrant> question : questions) {
        assertThat(failure(question)).isEqualTo("the node is stopping");
      }
      assertThat(failure(servers.query(query("s")))).isEqualTo("the node is stopping");
      released.countDown();
    }
  }
}
