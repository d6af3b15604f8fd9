package io.herald.benchmarks;

import io.herald.benchmarks.LoadGenerator.Publishing;
import java.util.List;

/** What is done at one point of a {@link Series}. */
interface GrowthLoad {
  int BODY_SIZE = 200;
  String CHANNEL = "channel";

  /** One measurement for each phase of the series. */
  List<Measurement> on(Target target, String topic, long count) throws Exception;

  /** Frees what the load left. */
  default void clean(Target target, String topic) throws Exception {
    target.deleteTopic(topic);
  }

  /** Each connection publishes one message a second. */
  record Connections(int connections) implements GrowthLoad {
    @Override
    public List<Measurement> on(Target target, String topic, long count) throws Exception {
      target.requireConnections(connections);
      target.createChannel(topic, CHANNEL);
      NumberedMessages messages = new NumberedMessages(count, BODY_SIZE);
      return List.of(new PacedLoad(target, topic, connections, connections, messages).toOk());
    }
  }

  /** The same connections publish to more topics, in turn, and wait for each OK. */
  record Topics(int topics) implements GrowthLoad {
    static final int CONNECTIONS = 64;

    @Override
    public List<Measurement> on(Target target, String topic, long count) throws Exception {
      ManyTopics many = new ManyTopics(target, topic, topics, count, BODY_SIZE);
      return List.of(many.publish(CONNECTIONS, false));
    }

    @Override
    public void clean(Target target, String topic) throws Exception {
      ManyTopics.delete(target, topic, topics);
    }
  }

  /** One publisher, channels with a consumer each. */
  record Channels(int channels) implements GrowthLoad {
    @Override
    public List<Measurement> on(Target target, String topic, long count) throws Exception {
      NumberedMessages messages = new NumberedMessages(Math.max(1, count / channels), BODY_SIZE);
      return List.of(
          new LoadGenerator(target).fanOut(topic, channels, messages, new Publishing(1, 1, 2000)));
    }
  }

  /** Bodies of some size are published and consumed, on a connection each. */
  record Size(int bodySize) implements GrowthLoad {
    @Override
    public List<Measurement> on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      Receipts receipts = new Receipts(count, true);
      Publishing how = new Publishing(1, 1, 2000);
      Measurement moved =
          new LoadGenerator(target)
              .publishAndConsume(
                  topic, CHANNEL, new NumberedMessages(count, bodySize), receipts, how, 1);
      return List.of(receipts.verified(moved));
    }
  }

  /**
   * Publishes behind a backlog, then consumes at its head. The rest is consumed when the clock has
   * stopped, so that every message is checked.
   *
   * @param times how many times the messages that are moved were waiting before
   */
  record Backlog(int times) implements GrowthLoad {
    @Override
    public List<Measurement> on(Target target, String topic, long count) throws Exception {
      target.createChannel(topic, CHANNEL);
      LoadGenerator load = new LoadGenerator(target);
      long waiting = count * times;
      load.publish(topic, new NumberedMessages(waiting, BODY_SIZE), Publishing.AHEAD);
      NumberedMessages more = new NumberedMessages(waiting, count, BODY_SIZE);
      Measurement published = load.publish(topic, more, new Publishing(1, 1, 2000));
      Receipts receipts = new Receipts(waiting + count, true);
      Measurement consumed = load.consumeHead(topic, CHANNEL, receipts, count);
      return List.of(published, receipts.verified(consumed));
    }
  }
}
