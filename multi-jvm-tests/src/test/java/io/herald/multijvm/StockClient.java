package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sproutsocial.nsq.Client;
import com.sproutsocial.nsq.Message;
import com.sproutsocial.nsq.Publisher;
import com.sproutsocial.nsq.Subscriber;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** nsq-j, a client from Maven Central that knows nothing of Herald; ends with {@link #close}. */
final class StockClient implements AutoCloseable {
  private static final int LOOKUP_SECONDS = 1;
  private static final int ATTEMPTS_MAX = 100;
  private static final int END_MILLIS = 100;

  private final BrokerProcess node;
  private final Client client = new Client();
  private final List<String> received = new CopyOnWriteArrayList<>();
  private Publisher publisher;

  StockClient(BrokerProcess node) {
    this.node = node;
  }

  /** Publishes over TCP, each message with a PUB of its own. */
  StockClient publish(String topic, List<String> bodies) {
    bodies.forEach(body -> publisher().publish(topic, body.getBytes(UTF_8)));
    return this;
  }

  /** Publishes for later. */
  StockClient publish(String topic, String body, Duration delay) {
    publisher()
        .publishDeferred(topic, body.getBytes(UTF_8), delay.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  private Publisher publisher() {
    if (publisher == null) {
      publisher = new Publisher(client, text(node.tcp()), null);
    }
    return publisher;
  }

  /** Finds the topic by lookup and finishes whatever comes. */
  StockClient consume(String topic, String channel, int inFlight) {
    return consume(topic, channel, inFlight, Message::finish);
  }

  /** Finds the topic by lookup; what comes is noted and then answered. */
  StockClient consume(String topic, String channel, int inFlight, Consumer<Message> answer) {
    Subscriber subscriber =
        new Subscriber(client, LOOKUP_SECONDS, ATTEMPTS_MAX, text(node.lookupHttp()));
    subscriber.subscribe(
        topic,
        channel,
        inFlight,
        (Message message) -> {
          received.add(new String(message.getData(), UTF_8));
          answer.accept(message);
        });
    return this;
  }

  /** The bodies that came, in order. */
  List<String> received() {
    return new ArrayList<>(received);
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void close() {
    client.stop(END_MILLIS);
  }
}
