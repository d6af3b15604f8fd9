package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.Config;
import com.sproutsocial.nsq.Publisher;
import com.sproutsocial.nsq.Subscriber;
import io.herald.client.CommandBytes;
import io.herald.client.NsqConnection;
import io.herald.client.RefusedException;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.multijvm.AuthServer.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a client may do is asked again when the auth server's answer has run out; whatever is not a
 * clear yes is a no (nsq-facts 1.2 and 7).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthRenewalTest {
  private static final String SECRET = "the secret of this test";
  private static final String TOPIC = "renewal#ephemeral";
  private static final Duration TTL = Duration.ofMillis(1100);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final TestCertificates authority = TestCertificates.create("auth test CA");
  private AuthServer server;
  private Path directory;
  private BrokerProcess node;

  @BeforeAll
  void start() throws Exception {
    directory = WorkDirectory.create();
    authority.issue("node", KeyKind.EC_P256).writeTo(directory);
    server = new AuthServer();
    node =
        BrokerProcess.start(
            LaunchOptions.defaults()
                .with("--tls-cert", directory.resolve("cert.pem").toString())
                .with("--tls-key", directory.resolve("key.pem").toString())
                .with("--auth-http-address", server.address())
                .with("--auth-http-request-method", "post")
                .with("--http-client-request-timeout", "1s"));
  }

  @AfterAll
  void stop() throws Exception {
    node.close();
    server.close();
    WorkDirectory.delete(directory);
  }

  @AfterEach
  void noSecretIsInTheLog() {
    server.answer(Answer.EVERYTHING);
    assertThat(node.logged(SECRET)).isEmpty();
    assertThat(node.loggedFailures()).isEmpty();
  }

  @Test
  void theServerIsAskedOnceForEachTtlAndNotForEachCommand() throws Exception {
    try (NsqConnection client = authenticated()) {
      int before = server.questions().size();
      for (int i = 0; i < 10; i++) {
        client.pub(TOPIC, "x");
      }
      assertThat(server.questions().size() - before).isBetween(0, 1);
      Await.pass(TTL);
      for (int i = 0; i < 10; i++) {
        client.pub(TOPIC, "x");
      }
      assertThat(server.questions().size() - before).isBetween(1, 2);
      assertThat(server.questions()).last().asString().contains("\"secret\":[\"" + SECRET + "\"]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOTHING, E_UNAUTHORIZED",
    "FAILURE, E_AUTH_FAILED",
    "NONSENSE, E_AUTH_FAILED",
    "SILENCE, E_AUTH_FAILED"
  })
  void whatIsNotRenewedHasEnded(Answer answer, String error) throws Exception {
    try (NsqConnection client = authenticated()) {
      client.pub(TOPIC, "x");
      server.answer(answer);
      Await.pass(TTL);
      client.send(CommandBytes.pub(TOPIC, new byte[] {1}));
      Expect.fatal(client, error);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Answer.class,
      names = {"NOTHING", "FAILURE", "NONSENSE", "SILENCE"})
  void whoIsNotLetInIsNotLetInLater(Answer answer) throws Exception {
    server.answer(answer);
    try (NsqConnection client = NsqConnection.open(node.tcp())) {
      client.send(CommandBytes.auth(SECRET));
      client.send(CommandBytes.pub(TOPIC, new byte[] {1}));
      Expect.fatal(client, answer == Answer.NOTHING ? "E_UNAUTHORIZED" : "E_AUTH_FAILED");
    }
  }

  @Test
  void aServerThatIsSilentHoldsUpNobodyElse() throws Exception {
    try (NsqConnection waiting = NsqConnection.open(node.tcp());
        NsqConnection other = authenticated()) {
      server.answer(Answer.SILENCE);
      waiting.send(CommandBytes.auth(SECRET));
      long start = System.nanoTime();
      other.pub(TOPIC, "x");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
      Expect.fatal(waiting, "E_AUTH_FAILED");
    }
  }

  @Test
  void aSubscriptionNeedsItsOwnPermission() throws Exception {
    server.answer(Answer.ONLY_PUBLISH);
    try (NsqConnection client = authenticated()) {
      client.pub(TOPIC, "x");
      client.mpub(TOPIC, List.of(new byte[] {1}));
      client.dpub(TOPIC, Duration.ofMillis(1), new byte[] {1});
      client.send(CommandBytes.sub(TOPIC, "channel#ephemeral"));
      Expect.fatal(client, "E_UNAUTHORIZED");
    }
  }

  @Test
  void authIsSaidOnceAndBeforeSub() throws Exception {
    try (NsqConnection client = authenticated()) {
      assertThatThrownBy(() -> client.auth(SECRET))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.code()).isEqualTo("E_INVALID"));
      Expect.closed(client);
    }
    try (NsqConnection client = authenticated()) {
      client.sub(TOPIC, "channel#ephemeral");
      client.send(CommandBytes.auth(SECRET));
      Expect.fatal(client, "E_INVALID");
    }
    try (NsqConnection client = NsqConnection.open(node.tcp())) {
      client.send(CommandBytes.withBody("AUTH parameter", SECRET.getBytes(UTF_8)));
      Expect.fatal(client, "E_INVALID");
    }
  }

  @Test
  void aClientFromMavenCentralAuthenticatesOverTls() throws Exception {
    Set<String> received = ConcurrentHashMap.newKeySet();
    Client client = new Client();
    client.setSSLSocketFactory(authority.clientContext().getSocketFactory());
    client.setAuthSecret(SECRET);
    Config config = new Config();
    config.setTlsV1(true);
    Publisher publisher =
        new Publisher(client, node.tcp().getHostString() + ":" + node.tcp().getPort(), null);
    publisher.setConfig(config);
    publisher.publish("third-party-auth", "hello".getBytes(UTF_8));
    Subscriber subscriber =
        new Subscriber(
            client, 1, 10, node.lookupHttp().getHostString() + ":" + node.lookupHttp().getPort());
    subscriber.setConfig(config);
    subscriber.subscribe(
        "third-party-auth",
        "channel",
        10,
        message -> {
          received.add(new String(message.getData(), UTF_8));
          message.finish();
        });
    Await.until("the message", SOON, () -> received.contains("hello"));
    HttpProbe http = new HttpProbe(node.http());
    var shown = http.channelStats("third-party-auth", "channel").path("clients").path(0);
    assertThat(shown.path("tls").asBoolean()).isTrue();
    assertThat(shown.path("authed").asBoolean()).isTrue();
    assertThat(shown.path("auth_identity").asText()).isEqualTo("ann");
    client.stop();
  }

  private NsqConnection authenticated() throws IOException {
    NsqConnection client = NsqConnection.open(node.tcp());
    assertThat(client.auth(SECRET)).contains("\"identity\":\"ann\"");
    return client;
  }
}
