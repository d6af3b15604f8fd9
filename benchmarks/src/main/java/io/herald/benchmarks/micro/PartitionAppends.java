package io.herald.benchmarks.micro;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import akka.persistence.query.PersistenceQuery;
import com.typesafe.config.Config;
import io.herald.broker.session.AppendReply;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.topic.CacheBudget;
import io.herald.broker.topic.KnownChannels;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicDirectory;
import io.herald.broker.topic.TopicListener;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPlacement;
import io.herald.broker.topic.Topics;
import io.herald.config.Settings;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.EmbeddedReadJournal;
import io.herald.persistence.journal.EmbeddedStore;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Through the partition of a topic without channels, as a connection appends: partition, segment
 * and journal on one event loop.
 */
final class PartitionAppends implements Appends {
  private static final Origin PUBLISHER = Origin.of("127.0.0.1:50000");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final OneLoopSystem loop;
  private final TopicDirectory directory = new TopicDirectory();
  private final ActorRef<Topics.Command> topics;
  private final ActorRef<Object> trips;
  private ActorRef<TopicPartition.Command> partition; // read on the loop, behind a run's message
  private TopicName topic;
  private int opened;

  PartitionAppends(Config settings, int messagesEach) {
    loop = new OneLoopSystem(settings);
    TopicContext shared = context();
    topics = loop.start(Topics.create(shared, TopicPlacement.local(shared), 1, message -> {}));
    byte[] frames = SampleMessages.frames(messagesEach);
    int bodyBytes = messagesEach * SampleMessages.BODY_BYTES;
    trips =
        loop.start(
            RoundTrips.create(
                AppendReply.Appended.class,
                replyTo ->
                    partition.tell(
                        new TopicPartition.Append(
                            1,
                            frames,
                            messagesEach,
                            bodyBytes,
                            Deferrals.NONE,
                            PUBLISHER,
                            replyTo.narrow()))));
  }

  private TopicContext context() {
    Settings defaults = Settings.defaults();
    JournalPlugins plugins =
        new JournalPlugins(
            SegmentWriter.JOURNAL, SegmentWriter.SNAPSHOTS, EmbeddedReadJournal.IDENTIFIER);
    return new TopicContext(
        defaults.broker(),
        defaults.store(),
        plugins,
        plugins,
        EmbeddedStore.of(loop.system()),
        directory,
        new BrokerStats(Instant.EPOCH),
        new CacheBudget(defaults.broker().tailCacheBytes()),
        PersistenceQuery.get(loop.system())
            .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER),
        new NobodyListens(),
        KnownChannels.NONE,
        1);
  }

  @Override
  public void begin() throws Exception {
    opened++;
    topic = new TopicName("orders-" + opened);
    ask(replyTo -> new Topics.CreateTopic(topic, TopicSpec.of(1), replyTo));
    partition = directory.find(topic).partitionFor(0).actor();
  }

  @Override
  public void append(int count) throws Exception {
    RoundTrips.run(trips, count);
  }

  @Override
  public void end() throws Exception {
    ask(replyTo -> new Topics.DeleteTopic(topic, replyTo));
  }

  private void ask(Function<ActorRef<StatusReply<Done>>, Topics.Command> command) throws Exception {
    AskPattern.askWithStatus(topics, command::apply, PATIENCE, loop.system().scheduler())
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    loop.close();
  }

  private static final class NobodyListens implements TopicListener {
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
