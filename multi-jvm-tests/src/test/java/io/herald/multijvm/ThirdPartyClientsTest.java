package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.brainlag.nsq.NSQConsumer;
import com.github.brainlag.nsq.NSQProducer;
import com.github.brainlag.nsq.lookup.DefaultNSQLookup;
import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.Publisher;
import com.sproutsocial.nsq.Subscriber;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients from Maven Central, which know nothing of Herald: what one publishes, another consumes,
 * found through the lookup address.
 */
class ThirdPartyClientsTest {
  private static final int SINGLE = 2000;
  private static final int BATCHED = 2000;
  private static final int MESSAGES = SINGLE + BATCHED;
  private static final int IN_FLIGHT = 100;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @RegisterExtension static final SharedBroker BROKER = SharedBroker.withDefaults();

  private final Set<String> received = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @CsvSource({"nsq-j, nsq-j", "nsq-j, brainlag", "brainlag, nsq-j", "brainlag, brainlag"})
  void everyMessageArrives(String publisher, String consumer) throws Exception {
    String topic = BROKER.topic();
    BROKER.http().post("/topic/create?topic=" + topic);
    Await.until(
        "the topic in the lookup",
        Duration.ofSeconds(5),
        () -> BROKER.lookup().get("/lookup?topic=" + topic).status() == 200);
    try (AutoCloseable consuming = consumer.equals("nsq-j") ? nsqJ(topic) : brainlag(topic)) {
      if (publisher.equals("nsq-j")) {
        publishWithNsqJ(topic);
      } else {
        publishWithBrainlag(topic);
      }
      Await.until(
          () -> received.size() + " messages with " + consuming,
          LIMIT,
          () -> received.size() == MESSAGES);
      Await.until(
          "all finished",
          LIMIT,
          () -> BROKER.http().channelStats(topic, "channel").path("in_flight_count").asInt() == 0);
    }
    var channel = BROKER.http().channelStats(topic, "channel");
    assertThat(channel.path("depth").asInt()).isZero();
    assertThat(channel.path("message_count").asInt()).isEqualTo(MESSAGES);
  }

  private static void publishWithNsqJ(String topic) {
    Client client = new Client();
    Publisher publisher = new Publisher(client, text(BROKER.process().tcp()), null);
    for (int i = 0; i < SINGLE; i++) {
      publisher.publish(topic, body(i));
    }
    for (int first = SINGLE; first < MESSAGES; first += 100) {
      publisher.publish(topic, bodies(first, 100));
    }
    client.stop();
  }

  private static void publishWithBrainlag(String topic) throws Exception {
    InetSocketAddress tcp = BROKER.process().tcp();
    NSQProducer producer = new NSQProducer().addAddress(tcp.getHostString(), tcp.getPort()).start();
    for (int i = 0; i < SINGLE; i++) {
      producer.produce(topic, body(i));
    }
    for (int first = SINGLE; first < MESSAGES; first += 100) {
      producer.produceMulti(topic, bodies(first, 100));
    }
    producer.shutdown();
  }

  private AutoCloseable nsqJ(String topic) {
    Client client = new Client();
    Subscriber subscriber = new Subscriber(client, 1, 10, text(BROKER.process().lookupHttp()));
    subscriber.subscribe(
        topic,
        "channel",
        IN_FLIGHT,
        message -> {
          received.add(new String(message.getData(), UTF_8));
          message.finish();
        });
    return client::stop;
  }

  private AutoCloseable brainlag(String topic) {
    DefaultNSQLookup lookup = new DefaultNSQLookup();
    InetSocketAddress address = BROKER.process().lookupHttp();
    lookup.addLookupAddress(address.getHostString(), address.getPort());
    return new NSQConsumer(
            lookup,
            topic,
            "channel",
            message -> {
              received.add(new String(message.getMessage(), UTF_8));
              message.finished();
            })
        .setMessagesPerBatch(IN_FLIGHT)
        .start();
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private static List<byte[]> bodies(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(ThirdPartyClientsTest::body).toList();
  }

  private static byte[] body(int number) {
    return ("message " + number).getBytes(UTF_8);
  }
}
