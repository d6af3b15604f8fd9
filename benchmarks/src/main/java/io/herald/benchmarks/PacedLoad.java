package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Publishes at a fixed rate that is spread evenly over connections, one PUB a time. It measures how
 * long it takes from when a message should have been published to its OK or, if it is consumed at
 * the same time, to its delivery.
 */
final class PacedLoad {
  private static final String CHANNEL = "channel";

  private final LoadGenerator generator;
  private final Target target;
  private final String topic;
  private final int connections;
  private final NumberedMessages messages;
  private final Pace pace;
  private final Latencies toOk;
  private final List<PacedPublisher> publishers = new ArrayList<>();

  /** Publishes {@code messages} from {@code connections}, together {@code perSecond} a second. */
  PacedLoad(
      Target target, String topic, int connections, int perSecond, NumberedMessages messages) {
    this.generator = new LoadGenerator(target);
    this.target = target;
    this.topic = topic;
    this.connections = connections;
    this.messages = messages;
    this.pace = new Pace(perSecond);
    this.toOk = new Latencies(pace);
  }

  /** Latency to the OK; what has arrived is counted when the clock has stopped. */
  Measurement toOk() throws Exception {
    Receipts receipts = new Receipts(messages.count(), connections == 1);
    try (LoadLoop answers = connected()) {
      pace.begin();
      Measurement measured = generator.measure(messages.count(), List.of(this::publish, answers));
      generator.consume(topic, CHANNEL, receipts, 1);
      return receipts.verified(toOk.in(measured));
    }
  }

  /** Latency to the delivery, with one consumer. */
  Measurement toDelivery() throws Exception {
    Latencies toDelivery = new Latencies(pace);
    Receipts receipts = new TimedReceipts(messages.count(), connections == 1, toDelivery);
    ChannelConsumers consumers =
        new ChannelConsumers(topic, CHANNEL, receipts).connect(target, 1, LoadGenerator.READY);
    try (LoadLoop deliveries = new LoadLoop(consumers.consumers());
        LoadLoop answers = connected()) {
      pace.begin();
      List<Callable<Void>> workers = List.of(this::publish, answers, deliveries);
      return receipts.verified(toDelivery.in(generator.measure(messages.count(), workers)));
    }
  }

  private LoadLoop connected() throws IOException {
    for (int i = 0; i < connections; i++) {
      publishers.add(new PacedPublisher(target, this, i));
    }
    return new LoadLoop(publishers);
  }

  private Void publish() throws IOException {
    byte[] line = ("PUB " + topic + "\n").getBytes(US_ASCII);
    int bodyAt = line.length + Integer.BYTES;
    ByteBuffer command = ByteBuffer.allocateDirect(bodyAt + messages.bodySize());
    command.put(line).putInt(messages.bodySize());
    while (!messages.exhausted()) {
      long number = messages.take(1);
      messages.write(command.clear().position(bodyAt), number);
      command.clear();
      pace.await(number);
      publishers.get((int) (number % connections)).publish(command);
    }
    return null;
  }

  /** The OK for message {@code number} is here. */
  void acknowledged(long number) {
    toOk.record(number);
  }

  int connections() {
    return connections;
  }

  /** How many messages connection {@code index} publishes. */
  long messagesOf(int index) {
    return (messages.count() - index + connections - 1) / connections;
  }
}
