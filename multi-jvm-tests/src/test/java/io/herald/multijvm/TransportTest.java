package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.NsqConnection;
import io.herald.client.tls.KeyFormat;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything NSQ can negotiate carries 100,000 messages of mixed sizes in and out, byte for byte,
 * as the client writes it and cut at random. The client's layers are not the broker's: the JDK's
 * engine, snappy-java and java.util.zip here, Netty there. The seed is printed; {@code -Dseed=N}
 * repeats it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportTest {
  private static final int MESSAGES = 100_000;
  private static final long LIMIT_SECONDS = 60;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final MixedMessages messages = new MixedMessages(seed, MESSAGES);
  private final TestCertificates authority = TestCertificates.create("transport test CA");
  private final TestIdentity client = authority.issue("transport client", KeyKind.RSA_2048);
  private Path directory;
  private BrokerProcess node;
  private BrokerProcess strictNode;

  @BeforeAll
  void start() throws Exception {
    System.out.println("TransportTest: -Dseed=" + seed + ", " + messages.totalBytes() + " bytes");
    directory = WorkDirectory.create();
    authority.writeCa(directory.resolve("ca.pem"));
    node = BrokerProcess.start(options("ec", KeyKind.EC_P256, KeyFormat.SEC1_WITH_PARAMETERS));
    strictNode =
        BrokerProcess.start(
            options("rsa", KeyKind.RSA_2048, KeyFormat.PKCS1)
                .with("--tls-required=tcp-https")
        .with("--tls-client-auth-policy", "require-verify")
                .with("--tls-root-ca-file", directory.resolve("ca.pem").toString()));
  }

  private LaunchOptions options(String name, KeyKind kind, KeyFormat format) {
    Path certificate = directory.resolve(name + "-cert.pem");
    Path key = directory.resolve(name + "-key.pem");
    TestIdentity server = authority.issue(name, kind);
    server.writeCertificate(certificate);
    server.writeKey(key, format);
    return LaunchOptions.defaults()
        .with("--tls-cert", certificate.toString())
        .with("--tls-key", key.toString())
        .withHerald("--durability", "process");
  }

  @AfterAll
  void stop() throws Exception {
    node.close();
    strictNode.close();
    WorkDirectory.delete(directory);
  }

  static Stream<Arguments> modes() {
    return Stream.of(TransportMode.values())
        .flatMap(mode -> Stream.of(Arguments.of(mode, false), Arguments.of(mode, true)));
  }

  @ParameterizedTest(name = "{0}, cut: {1}")
  @MethodSource("modes")
  void everyMessagePassesByteForByte(TransportMode mode, boolean cut) throws Exception {
    BrokerProcess broker = mode == TransportMode.MUTUAL_TLS ? strictNode : node;
    String topic = "transport-" + mode + (cut ? "-cut" : "");
    UnaryOperator<OutputStream> wire =
        cut ? out -> new CutOutput(out, seed) : UnaryOperator.identity();
    ExecutorService publishing = Executors.newSingleThreadExecutor();
    try (NsqConnection in = mode.open(broker.tcp(), authority.clientContext(client), wire);
        NsqConnection out = mode.open(broker.tcp(), authority.clientContext(client), wire)) {
      out.sub(topic, "channel");
      Future<?> published =
          publishing.submit(
              () -> {
                new MixedPublisher(in, topic, messages, seed).run();
                return null;
              });
      new MixedConsumer(out, messages).run();
      published.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("-Dseed=" + seed + "\n" + broker.logTail(), e);
    } finally {
      publishing.shutdownNow();
    }
    assertAllFinished(broker, topic);
    assertThat(broker.loggedFailures()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void statsShowWhatAConnectionIsWrappedIn(TransportMode mode) throws Exception {
    BrokerProcess broker = mode == TransportMode.MUTUAL_TLS ? strictNode : node;
    String topic = "shown-" + mode;
    try (NsqConnection connection = mode.open(broker.tcp(), authority.clientContext(client))) {
      connection.sub(topic, "channel");
      JsonNode shown =
          new HttpProbe(broker.http()).channelStats(topic, "channel").path("clients").path(0);
      assertThat(shown.path("client_id").asText()).isEqualTo(mode.toString());
      assertThat(shown.path("tls").asBoolean()).isEqualTo(mode.isTls());
      assertThat(shown.path("snappy").asBoolean()).isEqualTo(mode.isSnappy());
      assertThat(shown.path("deflate").asBoolean()).isEqualTo(mode.isDeflate());
      assertThat(shown.path("tls_version").asText()).isEqualTo(mode.protocol().replace("v", ""));
      assertThat(shown.path("tls_cipher_suite").asText().isEmpty()).isEqualTo(!mode.isTls());
    }
  }

  private static void assertAllFinished(BrokerProcess broker, String topic) throws Exception {
    HttpProbe http = new HttpProbe(broker.http());
    Await.until(
        () -> "nothing in flight in " + topic,
        SOON,
        () -> http.channelStats(topic, "channel").path("in_flight_count").asInt() == 0);
    JsonNode channel = http.channelStats(topic, "channel");
    assertThat(channel.path("depth").asInt()).isZero();
    assertThat(channel.path("message_count").asInt()).isEqualTo(MESSAGES);
    assertThat(channel.path("requeue_count").asInt()).isZero();
    assertThat(channel.path("timeout_count").asInt()).isZero();
    assertThat(http.post("/topic/delete?topic=" + topic).status()).isEqualTo(200);
  }
}
