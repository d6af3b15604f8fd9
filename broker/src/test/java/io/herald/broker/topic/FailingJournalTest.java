package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.testkit.query.javadsl.PersistenceTestKitReadJournal;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.EventKeeper.Kept;
import io.herald.broker.topic.EventKeeper.NotKept;
import io.herald.broker.topic.EventKeeper.Persist;
import io.herald.broker.topic.EventKeeper.Recovered;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicEvent.TopicCreated;
import io.herald.persistence.topic.TopicEvent.TopicPaused;
import io.herald.persistence.topic.TopicSpec;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes that fail, over Akka's in-memory journal, which fails when it is told to. */
class FailingJournalTest {
  private static final Config CONFIG =
      ConfigFactory.parseString("akka.loglevel = OFF, akka.log-dead-letters = off")
          .withFallback(PersistenceTestKitPlugin.getInstance().config())
          .withFallback(PersistenceTestKitSnapshotPlugin.config())
          .withFallback(ConfigFactory.load());

  private final ActorTestKit kit = ActorTestKit.create("failing", CONFIG);
  private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());

  @AfterEach
  void shutdown() {
    kit.shutdownTestKit();
  }

  private PartitionWorld world(Limits limits) {
    PersistenceTestKitReadJournal history =
        PersistenceQuery.get(kit.system())
            .getReadJournalFor(
                PersistenceTestKitReadJournal.class, PersistenceTestKitReadJournal.Identifier());
    return new PartitionWorld(
        kit,
        JournalPlugins.DEFAULTS,
        persistenceId -> {
          journal.clearByPersistenceId(persistenceId);
          return CompletableFuture.completedFuture(Done.getInstance());
        },
        history,
        "orders",
        limits);
  }

  @Test
  void anAppendThatIsNotStoredIsRefusedAndTheNextSucceeds() {
    PartitionWorld world = world(Limits.WIDE);
    world.start(false);
    world.open("c");
    TestConsumer c = world.subscribe("c", 60_000).ready(9);
    world.publish("one");
    journal.failNextPersisted(world.id.segmentPersistenceId(1));
    long token = world.append(0, List.of("lost"));
    world.publisher.expectMessage(
        PATIENCE, new AppendReply.Rejected(token, "the message log cannot be written"));
    world.publish("two");
    TestConsumer.Received one = c.next();
    TestConsumer.Received two = c.next();
    assertThat(List.of(one.body(), two.body())).containsExactly("one", "two");
    assertThat(two.offset()).isEqualTo(one.offset() + 1);
    c.expectNothing();
  }

  @Test
  void aChannelThatIsNotStoredIsRefusedAndCanBeOpenedLater() {
    PartitionWorld world = world(Limits.WIDE);
    world.start(false);
    world.publish("held");
    journal.failNextPersisted(world.id.manifestPersistenceId());
    assertThat(world.ask(new CreateChannel(new ChannelName("c"), List.of())))
        .isInstanceOf(PartitionReply.Refused.class);
    world.open("c");
    assertThat(world.subscribe("c", 60_000).ready(9).consume(1)).containsExactly("held");
  }

  @Test
  void whatWaitsForANewSegmentIsStoredEvenIfTheSegmentCannotBeOpened() {
    PartitionWorld world = world(new Limits(200, 1 << 18, 1 << 20, Duration.ofDays(1), 0));
    world.start(false);
    world.open("c");
    TestConsumer c = world.subscribe("c", 60_000).ready(99);
    journal.failNextPersisted(world.id.manifestPersistenceId());
    for (int n = 0; n < 10; n++) {
      world.publish("message " + n + " ".repeat(100));
    }
    assertThat(c.consume(10)).first().asString().startsWith("message 0");
    world.drain();
    world.stop();
    world.start(false, "c");
    world.publish("after");
    assertThat(world.subscribe("c", 60_000).ready(9).consume(1)).containsExactly("after");
  }

  @Test
  void aKeeperSaysWhatIsKeptAndWhatIsNot() {
    TestProbe<EventKeeper.Reply<TopicState>> owner = kit.createTestProbe();
    TopicState created = TopicState.NONE.apply(new TopicCreated(7, TopicSpec.of(1)));
    ActorRef<EventKeeper.Command<TopicEvent>> keeper = keeper(owner);
    owner.expectMessage(PATIENCE, new Recovered<>(TopicState.NONE));
    keeper.tell(new Persist<>(List.of(new TopicCreated(7, TopicSpec.of(1)))));
    owner.expectMessage(PATIENCE, new Kept<>(created));
    journal.failNextPersisted("keeper");
    keeper.tell(new Persist<>(List.of(new TopicPaused(true))));
    owner.expectMessage(PATIENCE, new NotKept<>());
    owner.expectMessage(PATIENCE, new Recovered<>(created));
    keeper.tell(new EventKeeper.Stop<>());
    owner.expectTerminated(keeper, PATIENCE);
    keeper(owner);
    owner.expectMessage(PATIENCE, new Recovered<>(created));
  }

  private ActorRef<EventKeeper.Command<TopicEvent>> keeper(
      TestProbe<EventKeeper.Reply<TopicState>> owner) {
    return kit.spawn(
        EventKeeper.durable(
            "keeper", JournalPlugins.DEFAULTS, TopicState.NONE, TopicState::apply, owner.ref()));
  }

  @Test
  void anEphemeralKeeperAnswersTheSameAndRemembersNothing() {
    TestProbe<EventKeeper.Reply<TopicState>> owner = kit.createTestProbe();
    TopicState created = TopicState.NONE.apply(new TopicCreated(7, TopicSpec.of(1)));
    ActorRef<EventKeeper.Command<TopicEvent>> keeper =
        kit.spawn(EventKeeper.ephemeral(TopicState.NONE, TopicState::apply, owner.ref()));
    owner.expectMessage(PATIENCE, new Recovered<>(TopicState.NONE));
    keeper.tell(new Persist<>(List.of(new TopicCreated(7, TopicSpec.of(1)))));
    owner.expectMessage(PATIENCE, new Kept<>(created));
    keeper.tell(new Persist<>(List.of(new TopicPaused(true))));
    owner.expectMessage(PATIENCE, new Kept<>(created.apply(new TopicPaused(true))));
    keeper.tell(new EventKeeper.Stop<>());
    owner.expectTerminated(keeper, PATIENCE);
  }
}
