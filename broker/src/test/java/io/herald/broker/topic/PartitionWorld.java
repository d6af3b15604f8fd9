package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.request.Applied;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.session.AppendReply;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.config.Settings;
import io.herald.config.StoreSettings;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.EmbeddedReadJournal;
import io.herald.persistence.journal.EmbeddedStore;
import io.herald.persistence.journal.PersistenceIdPurge;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One partition and its channels over a real store; closing it is a clean stop of the node. */
final class PartitionWorld implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final long INCARNATION = 1_800_000_000_000L;
  private static final String JOURNAL = "herald.persistence.embedded-journal";
  private static final String SNAPSHOTS = "herald.persistence.embedded-snapshot-store";

  final ActorTestKit kit;
  final TopicContext shared;
  final PartitionId id;
  final TestProbe<AppendReply> publisher;
  final TestProbe<StatusReply<Done>> admin;
  private final TestProbe<Topic.Command> topic;
  private ActorRef<TopicPartition.Command> partition;
  private Ownership ownership = SoleOwner.INSTANCE;
  private long lastToken;
  private boolean isOrdered;

  /** A node's limits, smaller than its settings may be. */
  record Limits(
      long segmentBytes,
      int eventBytesMax,
      long cacheBytes,
      Duration retentionAge,
      long retentionBytes) {
    static final Limits WIDE = new Limits(1 << 26, 1 << 18, 1 << 26, Duration.ofDays(1), 0);

    private StoreSettings store(StoreSettings given) {
      return new StoreSettings(
          given.store(),
          given.durability(),
          given.syncInterval(),
          segmentBytes,
          eventBytesMax,
          Duration.ofMillis(10),
          retentionAge,
          retentionBytes,
          Duration.ofMillis(50));
    }
  }

  /** A node with the embedded store in this directory. */
  static PartitionWorld embedded(Path directory, String topic, Limits limits, String... flags) {
    return embedded(directory, topic, limits, ConfigFactory.empty(), flags);
  }

  /** The same on an ActorSystem with more configuration. */
  static PartitionWorld embedded(
      Path directory, String topic, Limits limits, Config more, String... flags) {
    Config config =
        ConfigFactory.parseString(
                "akka { loglevel = WARNING, log-dead-letters = off,"
                    + " actor.allow-java-serialization = off }\n"
                    + "herald.embedded-store { durability = process, dir = \""
                    + directory
                    + "\" }")
            .withFallback(more)
            .withFallback(ConfigFactory.load())
            .resolve();
    ActorTestKit kit = ActorTestKit.create("partition", config);
    JournalPlugins plugins = new JournalPlugins(JOURNAL, SNAPSHOTS, EmbeddedReadJournal.IDENTIFIER);
    EmbeddedReadJournal history =
        PersistenceQuery.get(kit.system())
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER);
    PersistenceIdPurge purge = EmbeddedStore.of(kit.system());
    return new PartitionWorld(kit, plugins, purge, history, topic, limits, flags);
  }

  PartitionWorld(
      ActorTestKit kit,
      JournalPlugins plugins,
      PersistenceIdPurge purge,
      CurrentEventsByPersistenceIdQuery history,
      String topicName,
      Limits limits,
      String... flags) {
    Settings settings = Settings.ofFlags(flags);
    this.kit = kit;
    this.id = new PartitionId(new TopicName(topicName), INCARNATION, 0);
    this.shared =
        new TopicContext(
            settings.broker(),
            limits.store(settings.store()),
            plugins,
            plugins,
            purge,
            new TopicDirectory(),
            new BrokerStats(Instant.EPOCH),
            new CacheBudget(limits.cacheBytes()),
            history,
            new SilentListener(),
            KnownChannels.NONE,
            1);
    this.publisher = kit.createTestProbe();
    this.admin = kit.createTestProbe();
    this.topic = kit.createTestProbe();
  }

  /** The topic's partitions deliver one message at a time, in order. */
  PartitionWorld ordered() {
    isOrdered = true;
    return this;
  }

  PartitionWorld ownedBy(Ownership owner) {
    ownership = owner;
    return this;
  }

  /** Starts the partition with the channels that its topic has. */
  void start(boolean paused, String... channels) {
    Set<ChannelName> names = Set.copyOf(List.of(channels).stream().map(ChannelName::new).toList());
    partition =
        kit.spawn(
            TopicPartition.create(
                shared,
                id,
                new TopicOutline(names, paused, isOrdered, TopicConfig.NONE),
                ownership,
                topic.ref()));
    topic.expectMessage(PATIENCE, new Topic.PartitionReady(0));
  }

  ActorRef<TopicPartition.Command> partition() {
    return partition;
  }

  void tell(TopicPartition.Command command) {
    partition.tell(command);
  }

  TestConsumer subscribe(String channel, long timeoutMillis) {
    return TestConsumer.subscribed(kit, partition, channel, timeoutMillis);
  }

  /** Opens a channel and waits until it is stored. */
  void open(String channel) {
    apply(new CreateChannel(new ChannelName(channel), List.of()));
  }

  /** Asks the partition and waits until it is done. */
  void apply(PartitionRequest request) {
    assertThat(ask(request)).isEqualTo(new PartitionReply.Answered(0, Applied.INSTANCE));
  }

  /** What the partition answers. */
  PartitionReply ask(PartitionRequest request) {
    TestProbe<PartitionReply> asker = kit.createTestProbe();
    tell(new TopicPartition.Ask(request, asker.ref()));
    return asker.receiveMessage(PATIENCE);
  }

  void expectDone() {
    admin.expectMessage(PATIENCE, StatusReply.ack());
  }

  /** Waits until the append is stored. */
  AppendReply.Appended expectAppended(long token) {
    AppendReply.Appended reply = publisher.expectMessageClass(AppendReply.Appended.class, PATIENCE);
    assertThat(reply.token()).isEqualTo(token);
    return reply;
  }

  /** Sends an append of these bodies; {@code dueMillis} above 0 defers all of them. */
  long append(long dueMillis, List<String> bodies) {
    return append(dueMillis, bodies, Origin.UNKNOWN);
  }

  /** The same, of this origin. */
  long append(long dueMillis, List<String> bodies, Origin origin) {
    int bytes = bodies.stream().mapToInt(String::length).sum();
    byte[] frames = new byte[bodies.size() * MessageFrame.HEADER_BYTES + bytes];
    long[] offsets = new long[bodies.size()];
    long[] dues = new long[bodies.size()];
    int at = 0;
    for (int n = 0; n < offsets.length; n++) {
      byte[] body = bodies.get(n).getBytes(StandardCharsets.US_ASCII);
      at = MessageFrame.layOut(frames, at, body, 0, body.length);
      offsets[n] = n;
      dues[n] = dueMillis;
    }
    Deferrals deferrals = dueMillis > 0 ? new Deferrals(offsets, dues) : Deferrals.NONE;
    long token = ++lastToken;
    tell(
        new TopicPartition.Append(
            token, frames, offsets.length, bytes, deferrals, origin, publisher.ref()));
    return token;
  }

  /** Publishes these bodies as one append each and waits until they are stored. */
  void publish(String... bodies) {
    for (String body : bodies) {
      long token = append(0, List.of(body));
      expectAppended(token);
    }
  }

  ChannelStats stats(String channel) {
    return shared.stats().topic(id.topic()).channel(new ChannelName(channel));
  }

  /** What a stopping node does, so that what channels know is stored. */
  void drain() {
    TestProbe<Done> drained = kit.createTestProbe();
    tell(new TopicPartition.Drain(drained.ref()));
    drained.expectMessage(PATIENCE, Done.getInstance());
  }

  /** Stops the partition and all it started, as a crash of its node would. */
  void stop() {
    kit.stop(partition, PATIENCE);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }

  private static final class SilentListener implements TopicListener {
    @Override
    public void topicOpened(TopicName topic) {}

    @Override
    public void topicDeleted(TopicName topic) {}

    @Override
    public void channelOpened(TopicName topic, ChannelName channel) {}

    @Override
    public void channelDeleted(TopicName topic, ChannelName channel) {}
  }
}
