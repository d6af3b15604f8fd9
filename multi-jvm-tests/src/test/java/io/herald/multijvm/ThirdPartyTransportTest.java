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
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients from Maven Central, which know nothing of Herald, make a round trip over what they can
 * negotiate: nsq-j everything, nsq-client (on Netty) TLS.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60) // what cannot connect tries for ever
class ThirdPartyTransportTest {
  private static final int MESSAGES = 500;
  private static final int SINGLE = 50;
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
    subscriber.subscribe(
        topic,
        "channel",
        50,
        message -> {
          received.add(new String(message.getData(), UTF_8));
          message.finish();
        });
    Publisher publisher = new Publisher(client, text(node.tcp()), null);
    publisher.setConfig(config);
    for (int i = 0; i < SINGLE; i++) {
      publisher.publish(topic, body(i));
    }
    publisher.publish(topic, IntStream.range(SINGLE, MESSAGES).mapToObj(this::body).toList());
    awaitAll(topic, mode);
    client.stop();
  }

  /** Its compression takes the frame decoder out and so reads one frame of each buffer only. */
  @Test
  void nsqClientMakesARoundTripOverTls() throws Exception {
    String topic = create("nsq-client", TransportMode.TLS_1_3);
    NSQConsumer consumer =
        new NSQConsumer(
                lookup(),
                topic,
                "channel",
                message -> {
                  received.add(new String(message.getMessage(), UTF_8));
                  message.finished();
                },
                config())
            .setMessagesPerBatch(50)
            .start();
    NSQProducer producer =
        new NSQProducer()
            .addAddress(node.tcp().getHostString(), node.tcp().getPort())
            .setConfig(config())
            .start();
    for (int i = 0; i < MESSAGES; i++) {
      producer.produce(topic, body(i));
    }
    awaitAll(topic, TransportMode.TLS_1_3);
    producer.shutdown();
    consumer.shutdown();
  }

  private NSQConfig config() throws Exception {
    NSQConfig config = new NSQConfig();
    config.setSslContext(
        SslContextBuilder.forClient()
            .trustManager(authority.certificate())
            .endpointIdentificationAlgorithm(null) // it tells Netty no name to compare with
            .build());
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

  private byte[] body(int number) {
    return ("message " + number + " " + "x".repeat(number * 20)).getBytes(UTF_8);
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }
}
