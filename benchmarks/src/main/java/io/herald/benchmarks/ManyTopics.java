package io.herald.benchmarks;

import io.herald.benchmarks.LoadGenerator.Publishing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Topics NAME-0, NAME-1, … with a channel each, to which is published one PUB at a time. */
final class ManyTopics {
  private static final String CHANNEL = "channel";
  private static final int CHECKED_AT_ONCE = 100;

  private final Target target;
  private final List<Publisher.Stream> streams = new ArrayList<>();
  private final long perTopic;

  /** Creates the topics; together they get {@code count} messages, rounded to a multiple. */
  ManyTopics(Target target, String name, int topics, long count, int bodySize) throws IOException {
    this.target = target;
    this.perTopic = Math.max(1, count / topics);
    for (int i = 0; i < topics; i++) {
      target.createChannel(name(name, i), CHANNEL);
      NumberedMessages messages = new NumberedMessages(perTopic, bodySize);
      streams.add(new Publisher.Stream(name(name, i), messages, 1));
    }
  }

  private static String name(String name, int index) {
    return name + "-" + index;
  }

  /**
   * Publishes from {@code connections} that each wait for every OK, and looks afterwards what has
   * arrived.
   *
   * @param own true: connection i publishes to topic i only; false: each to all topics in turn,
   *     starting at different ones
   */
  Measurement publish(int connections, boolean own) throws Exception {
    List<List<Publisher.Stream>> rotations = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      rotations.add(own ? List.of(streams.get(i)) : rotatedBy(i * streams.size() / connections));
    }
    Publishing how = new Publishing(connections, 1, 1);
    long count = perTopic * streams.size();
    Measurement measured = new LoadGenerator(target).publishToMany(rotations, how, count);
    for (int from = 0; from < streams.size(); from += CHECKED_AT_ONCE) {
      int to = Math.min(streams.size(), from + CHECKED_AT_ONCE);
      measured = checked(measured, streams.subList(from, to), own || connections == 1);
    }
    return measured;
  }

  private Measurement checked(
      Measurement measured, List<Publisher.Stream> published, boolean ordered) throws Exception {
    List<ChannelConsumers> channels = new ArrayList<>();
    for (Publisher.Stream stream : published) {
      Receipts receipts = new Receipts(perTopic, ordered);
      channels.add(
          new ChannelConsumers(stream.topic(), CHANNEL, receipts)
              .connect(target, 1, LoadGenerator.READY));
    }
    new LoadGenerator(target).consume(channels, perTopic * published.size());
    Measurement checked = measured;
    for (ChannelConsumers channel : channels) {
      checked = channel.receipts().verified(checked);
    }
    return checked;
  }

  private List<Publisher.Stream> rotatedBy(int distance) {
    List<Publisher.Stream> rotated = new ArrayList<>(streams);
    Collections.rotate(rotated, -distance);
    return rotated;
  }

  /** Frees what {@code topics} topics of this name left. */
  static void delete(Target target, String name, int topics) throws Exception {
    for (int i = 0; i < topics; i++) {
      target.deleteTopic(name(name, i));
    }
  }
}
