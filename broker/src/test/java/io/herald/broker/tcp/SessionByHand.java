package io.herald.broker.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.session.AppendReply.Appended;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.PublishBudget;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.PartitionRef;
import io.herald.broker.topic.TopicDirectory;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.broker.topic.TopicsByHand;
import io.herald.config.Settings;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One connection's session without a socket. The test plays the client, the topics and their
 * partition, and decides when what happens.
 */
final class SessionByHand {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  final ConnectionSession session;
  final ClientStats stats;
  final TestProbe<Topics.Command> topics;
  final TestProbe<TopicPartition.Command> partition;
  final List<ActorRef<?>> watched = new ArrayList<>();
  private final TestProbe<ConnectionMessage> self;
  private final TopicDirectory directory = new TopicDirectory();

  SessionByHand(ActorTestKit kit, Optional<AuthServers> authServers) {
    topics = kit.createTestProbe();
    partition = kit.createTestProbe();
    self = kit.createTestProbe();
    stats = new ClientStats("10.1.2.3:4", ClientIdentity.unknown("10.1.2.3"), Instant.EPOCH);
    ConnectionContext context =
        new ConnectionContext(
            Settings.defaults().broker(),
            "1.3.0",
            directory,
            topics.ref(),
            new BrokerStats(Instant.EPOCH),
            new PublishBudget(1 << 20),
            new Connections(),
            false,
            Optional.empty(),
            authServers);
    session = new ConnectionSession(context, 1, "10.1.2.3", stats, self.ref(), watched::add);
    send("  V2");
  }

  SessionByHand open(String... names) {
    for (String name : names) {
      open(name, partition.ref());
    }
    return this;
  }

  /** The topic's partition is there from now on. */
  void open(String name, ActorRef<TopicPartition.Command> where) {
    TopicsByHand.open(directory, new TopicName(name), where);
  }

  /** The same, of several partitions in order, of which these can be used. */
  void openOrdered(String name, int partitions, PartitionRef... usable) {
    TopicSpec spec = new TopicSpec(partitions, true);
    TopicsByHand.open(directory, new TopicName(name), spec, usable);
  }

  /** The same of a topic that is not ordered. */
  void openPlain(String name, int partitions, PartitionRef... usable) {
    TopicsByHand.open(directory, new TopicName(name), new TopicSpec(partitions, false), usable);
  }

  /** The client sends one chunk; the array is then used for something else, as the stage does. */
  void send(String... commands) {
    byte[] chunk = String.join("", commands).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    session.received(chunk, 0, chunk.length);
    Arrays.fill(chunk, (byte) '!');
  }

  /** What one of the broker's parts says to the connection next. */
  void hear() {
    session.told(self.receiveMessage(PATIENCE));
  }

  void hearsNothing() {
    self.expectNoMessage(Duration.ofMillis(200));
  }

  /** The next append reaches the partition. */
  Append append() {
    return partition.expectMessageClass(Append.class, PATIENCE);
  }

  /** The partition has stored the append, and the connection hears of it. */
  void store(Append append) {
    append.replyTo().tell(new Appended(append.token(), 0, false));
    hear();
  }

  /** The frames that may go to the client now. */
  List<String> frames() {
    List<String> frames = new ArrayList<>();
    while (!session.outbound().isEmpty()) {
      ByteBuf write = session.outbound().nextWrite(UnpooledByteBufAllocator.DEFAULT);
      ByteBuffer bytes = write.nioBuffer();
      while (bytes.hasRemaining()) {
        byte[] text = new byte[bytes.getInt() - 4];
        bytes.getInt();
        bytes.get(text);
        frames.add(new String(text, UTF_8));
      }
      write.release();
    }
    return frames;
  }

  static String withBody(String line, String body) {
    return line + "\n" + int32(body.length()) + body;
  }

  static String pub(String topic, String body) {
    return withBody("PUB " + topic, body);
  }

  static String mpub(String topic, String... bodies) {
    StringBuilder all = new StringBuilder(int32(bodies.length));
    for (String body : bodies) {
      all.append(int32(body.length())).append(body);
    }
    return withBody("MPUB " + topic, all.toString());
  }

  private static String int32(int number) {
    return ""
        + (char) 0
        + (char) (number >> 16 & 255)
        + (char) (number >> 8 & 255)
        + (char) (number & 255);
  }
}
