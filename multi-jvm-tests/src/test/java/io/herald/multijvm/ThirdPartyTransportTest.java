package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.brainlag.nsq.NSQConfig;
import com.github.brainlag.nsq.NSQConsumer;
import com.github.brainlag.nsq.NSQProducer;
import com.github.brainlag.nsq.lookup.DefaultNSQLookup;
import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.Config;
import com.sproutsocial.nsq.Publisher;
import com.sproutsocial.nsq.Subscriber;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients from Maven Central, which know nothing of Herald, make a round trip over what they can
 * negotiate: nsq-j everything, nsq-client (on Netty) TLS, snappy and deflate.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdPartyTransportTest {
  private static final int MESSAGES = 500;
  private static final String LARGE = "large ".repeat(20_000);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TestCertificates authority = TestCertificates.create("third party test CA");
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private Path directory;
  private BrokerProcess node;
  private HttpProbe http;

  @BeforeAll
  void start() throws Exception {
    directory = WorkDirectory.create();
    authority.issue("node", KeyKind.RSA_2048).writeTo(directory);
    node =
        BrokerProcess.start(
            LaunchOptions.defaults()
                .with("--tls-cert", directory.resolve("cert.pem").toString())
                .with("--tls-key", directory.resolve("key.pem").toString()));
    http = new HttpProbe(node.http());
  }

  @AfterAll
  void stop() throws Exception {
    node.close();
    WorkDirectory.delete(directory);
  }

  @BeforeEach
  void forget() {
    received.clear();
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS_1_3", "SNAPPY", "DEFLATE", "TLS_SNAPPY", "TLS_DEFLATE"})
  void nsqJMakesARoundTrip(TransportMode mode) throws Exception {
    String topic = create("nsq-j", mode);
    Client client = new Client();
    client.setSSLSocketFactory(authority.clientContext().getSocketFactory());
    Config config = new Config();
    config.setTlsV1(mode.isTls());
    config.setSnappy(mode.isSnappy());
    config.setDeflate(mode.isDeflate());
    Subscriber subscriber = new Subscriber(client, 1, 10, text(node.lookupHttp()));
    subscriber.setConfig(config);
    subscriber.subscribe(topic, "channel", 50, message -> {
          received.add(new String(message.getData(), UTF_8));
          message.finish();
        });
    Publisher publisher = new Publisher(client, text(node.tcp()), null);
    publisher.setConfig(config);
    for (int i = 0; i < MESSAGES; i++) {
      publisher.publish(topic, body(i));
    }
    awaitAll(topic, mode);
    client.stop();
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS_1_3", "SNAPPY", "DEFLATE"})
  void nsqClientMakesARoundTrip(TransportMode mode) throws Exception {
    String topic = create("nsq-client", mode);
    NSQConsumer consumer =
        new NSQConsumer(
                lookup(),
                topic,
                "channel",
                message -> {
                  received.add(new String(message.getMessage(), UTF_8));
                  message.finished();
                },
                config(mode))
            .setMessagesPerBatch(50)
            .start();
    NSQProducer producer =
        new NSQProducer()
            .addAddress(node.tcp().getHostString(), node.tcp().getPort())
            .setConfig(config(mode))
            .start();
    for (int i = 0; i < MESSAGES; i++) {
      producer.produce(topic, body(i));
    }
    awaitAll(topic, mode);
    producer.shutdown();
    consumer.shutdown();
  }

  private NSQConfig config(TransportMode mode) throws Exception {
    NSQConfig config = new NSQConfig();
    if (mode.isTls()) {
      SslContext context = SslContextBuilder.forClient().trustManager(authority.certificate()).build();
      config.setSslContext(context);
    }
    if (mode.isSnappy()) {
      config.setCompression(NSQConfig.Compression.SNAPPY);
    } else if (mode.isDeflate()) {
      config.setCompression(NSQConfig.Compression.DEFLATE);
    }
    return config;
  }

  private DefaultNSQLookup lookup() {
    DefaultNSQLookup lookup = new DefaultNSQLookup();
    lookup.addLookupAddress(node.lookupHttp().getHostString(), node.lookupHttp().getPort());
    return lookup;
  }

  private String create(String client, TransportMode mode) throws Exception {
    String topic = client + "-" + mode;
    http.post("/topic/create?topic=" + topic);
    HttpProbe lookup = new HttpProbe(node.lookupHttp());
    Await.until(
        "the topic in the lookup",
        LIMIT,
        () -> lookup.get("/lookup?topic=" + topic).status() == 200);
    return topic;
  }

  /** All that was sent has come, over what was asked for. */
  private void awaitAll(String topic, TransportMode mode) throws Exception {
    Await.until(() -> received.size() + " messages", LIMIT, () -> received.size() == MESSAGES);
    assertThat(received).contains(LARGE);
    Await.until(
        "all finished",
        LIMIT,
        () -> http.channelStats(topic, "channel").path("in_flight_count").asInt() == 0);
    JsonNode shown = http.channelStats(topic, "channel").path("clients").path(0);
    assertThat(shown.path("tls").asBoolean()).as("tls").isEqualTo(mode.isTls());
    assertThat(shown.path("snappy").asBoolean()).as("snappy").isEqualTo(mode.isSnappy());
    assertThat(shown.path("deflate").asBoolean()).as("deflate").isEqualTo(mode.isDeflate());
    assertThat(node.loggedFailures()).isEmpty();
  }

  private static byte[] body(int number) {
    return (number == 0 ? LARGE : "message " + number).getBytes(UTF_8);
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
