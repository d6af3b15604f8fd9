package io.herald.broker.topic;

import static io.herald.broker.request.PartitionRequest.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.pattern.StatusReply;
import akka.persistence.query.PersistenceQuery;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.Published;
import io.herald.broker.request.Applied;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.ConfigShown;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.DeleteChannel;
import io.herald.broker.request.EmptyChannel;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.request.ShowConfig;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.config.Settings;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.journal.EmbeddedReadJournal;
import io.herald.persistence.journal.EmbeddedStore;
import io.herald.persistence.lease.SoleOwner;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicConfig;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics and partitions as entities of a cluster of one node, over a real store. */
class ShardedTopicsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TopicName ORDERS = new TopicName("orders");
  private static final ChannelName ARCHIVE = new ChannelName("archive");

  @TempDir private Path directory;
  private ActorTestKit kit;
  private TopicContext shared;
  private TopicSharding sharding;
  private ActorRef<Topics.Command> topics;
  private final List<ConnectionMessage> expansions = new CopyOnWriteArrayList<>();
  private final AnnouncedTopics announced = new AnnouncedTopics();

  @BeforeEach
  void start() {
    Config config =
        ConfigFactory.parseString(
                "akka { actor.testkit.typed.system-shutdown-default = 60s, loglevel = WARNING,"
                    + " log-dead-letters = off, actor { provider = cluster,"
                    + " allow-java-serialization = off }, cluster.jmx.enabled = off,"
                    + " remote.artery.canonical { hostname = 127.0.0.1, port = 0 } }\n"
                    + "herald.embedded-store { durability = process, dir = \""
                    + directory
                    + "\" }")
            .withFallback(ConfigFactory.load());
    kit = ActorTestKit.create("herald", config);
    Cluster cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    JournalPlugins plugins =
        new JournalPlugins(
            "herald.persistence.embedded-journal",
            "herald.persistence.embedded-snapshot-store",
            EmbeddedReadJournal.IDENTIFIER);
    Settings settings = Settings.defaults();
    shared =
        new TopicContext(
            settings.broker(),
            settings.store(),
            plugins,
            plugins,
            EmbeddedStore.of(kit.system()),
            new TopicDirectory(),
            new BrokerStats(Instant.EPOCH),
            new CacheBudget(1 << 20),
            PersistenceQuery.get(kit.system())
                .getReadJournalFor(EmbeddedReadJournal.class, EmbeddedReadJournal.IDENTIFIER),
            announced,
            KnownChannels.NONE,
            1);
    sharding = TopicSharding.start(kit.system(), shared, SoleOwner.INSTANCE);
    topics =
        kit.spawn(
            Topics.create(shared, TopicPlacement.sharded(sharding), 3, expansions::add), "topics");
  }

  /** As a node that stops: first nobody uses the topics any more. */
  @AfterEach
  void stop() {
    TestProbe<Done> drained = kit.createTestProbe();
    topics.tell(new Topics.Drain(drained.ref()));
    drained.receiveMessage(PATIENCE);
    kit.shutdownTestKit();
  }

  @Test
  void aTopicIsCreatedWithItsPartitionsAndDeletedWithThem() {
    expectReason(answer(new CreateChannel(ARCHIVE, List.of())), Reason.TOPIC_NOT_FOUND);
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(0), replyTo));
    expectApplied(new CreateChannel(ARCHIVE, List.of()));
    for (int n = 0; n < 20; n++) {
      publish("message " + n);
    }
    assertThat(shared.directory().find(ORDERS).partitions()).hasSize(3);
    assertThat(announced.topics()).containsExactly("orders");
    assertThat(announced.channels()).containsExactly("orders/archive");

    expectDone(replyTo -> new Topics.DeleteTopic(ORDERS, replyTo));
    assertThat(shared.directory().find(ORDERS)).isNull();
    kit.createTestProbe().awaitAssert(PATIENCE, () -> expectNothingAnnounced());
    expectReason(
        this.<Done>ask(replyTo -> new Topics.DeleteTopic(ORDERS, replyTo)), Reason.TOPIC_NOT_FOUND);
  }

  @Test
  void aDeletedTopicIsCreatedAnewByItsNextPublisher() {
    publish("before");
    expectDone(replyTo -> new Topics.DeleteTopic(ORDERS, replyTo));
    publish("after");
    expectApplied(new CreateChannel(ARCHIVE, List.of()));
  }

  @Test
  void aDeletionOfALifeBeforeDoesNothing() {
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(1), replyTo));
    List<PartitionRef> before = shared.directory().find(ORDERS).partitions();
    TestProbe<Done> deleted = kit.createTestProbe();
    sharding.tell(
        ORDERS, 0, new PartitionEntity.Forward(1, new TopicPartition.Delete(deleted.ref())));
    deleted.expectMessage(PATIENCE, Done.getInstance());
    TestProbe<TopicGateway.Command> gateway = kit.createTestProbe();
    sharding.tell(ORDERS, 0, new PartitionEntity.Locate(gateway.ref()));
    TopicGateway.Located found = gateway.expectMessageClass(TopicGateway.Located.class, PATIENCE);
    assertThat(found.partition()).isEqualTo(before.get(0).actor());
  }

  @Test
  void aChannelThatIsNotThereIsNotFoundWhateverItsKind() {
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(3), replyTo));
    for (ChannelName name : List.of(ARCHIVE, new ChannelName("passing#ephemeral"))) {
      expectReason(answer(new PauseChannel(name, true)), Reason.CHANNEL_NOT_FOUND);
      expectReason(answer(new EmptyChannel(name)), Reason.CHANNEL_NOT_FOUND);
      expectReason(answer(new DeleteChannel(name)), Reason.CHANNEL_NOT_FOUND);
      expectApplied(new CreateChannel(name, List.of()));
      assertThat(answer(new PauseChannel(name, true)).getValue().as(Applied.class))
          .containsOnlyKeys(0, 1, 2);
      expectApplied(new DeleteChannel(name));
      expectReason(answer(new DeleteChannel(name)), Reason.CHANNEL_NOT_FOUND);
    }
  }

  @Test
  void partitionsAreAskedAllOrOneByOneAndNoOthers() {
    expectReason(answer(new WhichPartition(ALL)), Reason.TOPIC_NOT_FOUND);
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(3), replyTo));
    assertThat(answer(new WhichPartition(ALL)).getValue().as(WhichPartition.Answer.class))
        .isEqualTo(Map.of(0, answerOf(0), 1, answerOf(1), 2, answerOf(2)));
    assertThat(answer(new WhichPartition(1)).getValue().as(WhichPartition.Answer.class))
        .isEqualTo(Map.of(1, answerOf(1)));
    expectReason(answer(new WhichPartition(3)), Reason.PARTITION_NOT_FOUND);
  }

  @Test
  void aTopicGetsMorePartitionsWithTheChannelsItHas() {
    expectReason(
        this.<Done>ask(replyTo -> new Topics.ExpandTopic(ORDERS, 2, replyTo)),
        Reason.TOPIC_NOT_FOUND);
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(1), replyTo));
    expectApplied(new CreateChannel(ARCHIVE, List.of()));
    PartitionRef first = shared.directory().find(ORDERS).partitions().get(0);

    expectDone(replyTo -> new Topics.ExpandTopic(ORDERS, 3, replyTo));
    kit.createTestProbe()
        .awaitAssert(
            PATIENCE, () -> assertThat(shared.directory().find(ORDERS).partitions()).hasSize(3));
    assertThat(shared.directory().find(ORDERS).partitions()).contains(first);
    assertThat(expansions).containsExactly(new ConnectionMessage.TopicExpanded(ORDERS, 3));
    assertThat(answer(new PauseChannel(ARCHIVE, true)).getValue().as(Applied.class))
        .containsOnlyKeys(0, 1, 2);

    expectDone(replyTo -> new Topics.ExpandTopic(ORDERS, 3, replyTo));
    expectReason(
        this.<Done>ask(replyTo -> new Topics.ExpandTopic(ORDERS, 2, replyTo)), Reason.INVALID);
    publish("still");
  }

  @Test
  void whatIsSetIsKnownToEveryPartition() {
    expectDone(replyTo -> new Topics.CreateTopic(ORDERS, TopicSpec.of(3), replyTo));
    ConfigChange ofArchive = new ConfigChange(Optional.of(ARCHIVE), Map.of("max-attempts", "5"));
    expectReason(answer(ofArchive), Reason.CHANNEL_NOT_FOUND);
    expectApplied(new CreateChannel(ARCHIVE, List.of()));
    ConfigChange ofTopic = new ConfigChange(Optional.empty(), Map.of("ttl", "1h"));
    expectApplied(ofTopic);
    expectApplied(ofArchive);
    TopicConfig expected =
        new TopicConfig(
            SettingValues.of(Map.of("ttl", "1h")),
            Map.of(ARCHIVE, SettingValues.of(Map.of("max-attempts", "5"))));
    for (int partition = 0; partition < 3; partition++) {
      assertThat(answer(new ConfigOf(partition)).getValue().as(ConfigShown.class))
          .isEqualTo(Map.of(partition, new ConfigShown(Set.of(ARCHIVE), expected)));
    }
  }

  private record ConfigOf(int partition) implements PartitionRequest {
    @Override
    public void handle(PartitionAccess access, Asker asker) {
      new ShowConfig().handle(access, asker);
    }
  }

  private static WhichPartition.Answer answerOf(int partition) {
    return new WhichPartition.Answer(partition);
  }

  private record WhichPartition(int partition) implements PartitionRequest {
    record Answer(int index) implements PartitionAnswer {}

    @Override
    public void handle(PartitionAccess access, Asker asker) {
      asker.answer(new Answer(access.id().index()));
    }
  }

  @Test
  void whoWaitsForATopicIsRefusedWhenTheNodeDrains() {
    TestProbe<Topic.Command> neverOpen = kit.createTestProbe();
    TopicPlacement placement =
        new TopicPlacement() {
          @Override
          public Behavior<Topic.Command> topic(
              TopicName name, boolean mayCreate, TopicSpec spec, ActorRef<Topics.Command> owner) {
            return Behaviors.monitor(Topic.Command.class, neverOpen.ref(), Behaviors.ignore());
          }

          @Override
          public boolean isWhole() {
            return false;
          }
        };
    ActorRef<Topics.Command> stopping =
        kit.spawn(Topics.create(shared, placement, 1, message -> {}));
    TestProbe<StatusReply<Done>> waiting = kit.createTestProbe();
    TestProbe<Done> drained = kit.createTestProbe();
    stopping.tell(new Topics.CreateTopic(ORDERS, TopicSpec.of(1), waiting.ref()));
    stopping.tell(new Topics.Drain(drained.ref()));
    expectReason(waiting.receiveMessage(PATIENCE), Reason.EXITING);
    drained.receiveMessage(PATIENCE);
  }

  @Test
  void anEphemeralTopicHasOnePartition() {
    TopicName name = new TopicName("passing#ephemeral");
    expectDone(replyTo -> new Topics.CreateTopic(name, TopicSpec.of(5), replyTo));
    assertThat(shared.directory().find(name).partitions()).hasSize(1);
  }

  private Object expectNothingAnnounced() {
    assertThat(announced.topics()).isEmpty();
    return Done.getInstance();
  }

  private void publish(String body) {
    List<byte[]> bodies = List.of(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Publisher.Layout layout = Publisher.append(bodies, 0, Origin.UNKNOWN);
    StatusReply<Published> reply =
        ask(replyTo -> new Topics.Publish(ORDERS, "", OpenTopic.ANY, layout, replyTo));
    assertThat(reply.isSuccess()).isTrue();
  }

  private void expectDone(Function<ActorRef<StatusReply<Done>>, Topics.Command> command) {
    assertThat(ask(command)).isEqualTo(StatusReply.ack());
  }

  private void expectApplied(TopicRequest request) {
    assertThat(answer(request).getValue().as(Applied.class)).isNotEmpty();
  }

  private static void expectReason(StatusReply<?> reply, Reason reason) {
    assertThat(((BrokerException) reply.getError()).reason()).isEqualTo(reason);
  }

  private StatusReply<PartitionAnswers> answer(TopicRequest request) {
    return ask(replyTo -> new Topics.Ask(ORDERS, request, replyTo));
  }

  private <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, Topics.Command> command) {
    TestProbe<StatusReply<T>> probe = kit.createTestProbe();
    topics.tell(command.apply(probe.ref()));
    return probe.receiveMessage(PATIENCE);
  }
}
