package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.ConnectionMessage.SettleFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A connection that consumes from one channel, by hand. */
final class TestConsumer {
  private static final AtomicLong IDS = new AtomicLong();

  /** A delivered message. */
  record Received(long offset, int attempts, String body, int frameBytes) {}

  final TestProbe<ConnectionMessage> connection;
  private final Consumer consumer;
  private final Deque<Received> unread = new ArrayDeque<>();
  private ActorRef<Channel.Command> channel;

  TestConsumer(PartitionWorld world, String channelName, long timeoutMillis) {
    this(world.kit, channelName, timeoutMillis);
  }

  private TestConsumer(ActorTestKit kit, String channelName, long timeoutMillis) {
    connection = kit.createTestProbe(channelName.replace('#', '-'), ConnectionMessage.class);
    ClientStats stats = new ClientStats("test:1", ClientIdentity.unknown("test"), Instant.EPOCH);
    consumer = new Consumer(IDS.incrementAndGet(), connection.ref(), stats, timeoutMillis, 0);
  }

  /** One that has subscribed, from whatever node. */
  static TestConsumer subscribed(
      ActorTestKit kit,
      ActorRef<TopicPartition.Command> partition,
      String channelName,
      long timeoutMillis) {
    TestConsumer consumer = new TestConsumer(kit, channelName, timeoutMillis);
    partition.tell(
        new TopicPartition.Subscribe(new ChannelName(channelName), 0, consumer.consumer()));
    consumer.expectSubscribed();
    return consumer;
  }

  ActorRef<Channel.Command> channel() {
    return channel;
  }

  Consumer consumer() {
    return consumer;
  }

  void expectSubscribed() {
    channel = connection.expectMessageClass(Subscribed.class, PATIENCE).channel();
  }

  TestConsumer ready(int count) {
    settle(Settlement.READY, -1, count, 0);
    return this;
  }

  void finish(Received message) {
    settle(Settlement.FINISH, message.offset(), 0, message.frameBytes());
  }

  void requeue(Received message, long delayMillis) {
    settle(Settlement.REQUEUE, message.offset(), delayMillis, message.frameBytes());
  }

  void settle(byte kind, long offset, long argument, long writtenBytes) {
    Settlement settlement = new Settlement();
    settlement.add(kind, offset, argument);
    channel.tell(new Channel.Settle(consumer.id(), settlement, writtenBytes));
  }

  void leave() {
    channel.tell(new Channel.Unsubscribe(consumer.id()));
  }

  /** The next message, whatever it is. */
  Received next() {
    while (unread.isEmpty()) {
      read(connection.expectMessageClass(Deliver.class, PATIENCE));
    }
    return unread.remove();
  }

  private void read(Deliver deliver) {
    for (FrameSlice slice : deliver.slices()) {
      int at = slice.from();
      int count = 0;
      for (; at < slice.to(); at = MessageFrame.next(slice.array(), at), count++) {
        int end = MessageFrame.next(slice.array(), at);
        int body = at + MessageFrame.HEADER_BYTES;
        unread.add(
            new Received(
                MessageId.offset(MessageFrame.id(slice.array(), at)),
                MessageFrame.attempts(slice.array(), at),
                new String(slice.array(), body, end - body, StandardCharsets.US_ASCII),
                end - at));
      }
      assertThat(count).isEqualTo(slice.count());
    }
  }

  /** Forgets what has been delivered until now. */
  void forget() {
    unread.clear();
    connection.ref().tell(ConnectionMessage.Drain.INSTANCE);
    ConnectionMessage told;
    do {
      told = connection.receiveMessage(PATIENCE);
    } while (told != ConnectionMessage.Drain.INSTANCE);
  }

  /** The bodies of the next messages, each of which is finished. */
  List<String> consume(int count) {
    List<String> bodies = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Received message = next();
      bodies.add(message.body());
      finish(message);
    }
    return bodies;
  }

  void expectNothing() {
    assertThat(unread).isEmpty();
    connection.expectNoMessage(Duration.ofMillis(200));
  }

  SettleFailed expectFailure() {
    return connection.expectMessageClass(SettleFailed.class, PATIENCE);
  }
}
