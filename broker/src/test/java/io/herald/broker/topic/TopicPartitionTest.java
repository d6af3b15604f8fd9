package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.herald.broker.BrokerException;
import io.herald.broker.request.DeleteChannel;
import io.herald.broker.request.EmptyChannel;
import io.herald.broker.request.EmptyTopic;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.request.PauseTopic;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.Settlement;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing, delivery and administration of one partition over the embedded store. */
class TopicPartitionTest {
  private static final ChannelName C = new ChannelName("c");
  private static final long LONG = 60_000;

  @TempDir Path directory;
  private PartitionWorld world;

  @BeforeEach
  void start() {
    world = PartitionWorld.embedded(directory, "orders", PartitionWorld.Limits.WIDE);
    world.start(false);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void everyChannelGetsEveryMessageOnce() {
    world.open("c");
    world.open("d");
    TestConsumer c = world.subscribe("c", LONG).ready(2);
    world.publish("one", "two", "three");
    assertThat(c.consume(3)).containsExactly("one", "two", "three");
    TestConsumer d = world.subscribe("d", LONG).ready(10);
    assertThat(d.consume(3)).containsExactly("one", "two", "three");
    c.expectNothing();
    d.expectNothing();
    assertThat(world.stats("c").messageCount.value()).isEqualTo(3);
    await(() -> world.stats("c").inFlightCount.value() == 0);
  }

  @Test
  void aConsumerHoldsNoMoreThanItsReadyCount() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    world.publish("one", "two");
    Received one = c.next();
    c.expectNothing();
    c.finish(one);
    assertThat(c.next().body()).isEqualTo("two");
  }

  @Test
  void theFirstChannelGetsWhatWasPublishedBeforeItAndLaterOnesBeginAtTheTail() {
    world.publish("held");
    world.open("c");
    world.open("d");
    world.publish("new");
    assertThat(world.subscribe("c", LONG).ready(9).consume(2)).containsExactly("held", "new");
    assertThat(world.subscribe("d", LONG).ready(9).consume(1)).containsExactly("new");
  }

  @Test
  void aRestartKeepsWhatIsUnfinishedAndForgetsWhatIsFinished() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(9);
    world.publish("one", "two", "three");
    Received one = c.next();
    c.next();
    c.finish(c.next());
    c.requeue(one, 0);
    assertThat(c.next().attempts()).isEqualTo(2);
    world.drain();
    world.stop();
    world.start(false, "c");
    TestConsumer again = world.subscribe("c", LONG).ready(9);
    List<Received> rest = List.of(again.next(), again.next());
    again.expectNothing();
    assertThat(rest).extracting(Received::body).containsExactlyInAnyOrder("one", "two");
    for (Received message : rest) {
      assertThat(message.attempts()).isEqualTo(message.body().equals("one") ? 3 : 2);
    }
  }

  @Test
  void aPausedChannelDeliversNothingAndStaysPausedOverARestart() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(9);
    pauseChannel(true);
    world.publish("one");
    c.expectNothing();
    world.stop();
    world.start(false, "c");
    c = world.subscribe("c", LONG).ready(9);
    c.expectNothing();
    assertThat(world.stats("c").paused()).isTrue();
    pauseChannel(false);
    assertThat(c.consume(1)).containsExactly("one");
  }

  private void pauseChannel(boolean paused) {
    world.apply(new PauseChannel(C, paused));
  }

  @Test
  void aPausedTopicHoldsItsMessagesForAllChannelsNewOnesIncluded() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(9);
    world.apply(new PauseTopic(true));
    world.publish("one");
    c.expectNothing();
    assertThat(world.shared.stats().topic(world.id.topic()).depth.value()).isEqualTo(1);
    world.open("d");
    world.apply(new PauseTopic(false));
    assertThat(c.consume(1)).containsExactly("one");
    assertThat(world.subscribe("d", LONG).ready(9).consume(1)).containsExactly("one");
    assertThat(world.stats("c").messageCount.value()).isEqualTo(1);
    assertThat(world.stats("d").messageCount.value()).isEqualTo(1);
  }

  @Test
  void emptyingAChannelDropsWhatWaitsAndWhatIsInFlight() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    world.publish("one", "two");
    Received one = c.next();
    world.apply(new EmptyChannel(C));
    c.finish(one);
    assertThat(c.expectFailure().failures().get(0).code()).isEqualTo(ErrorCode.E_FIN_FAILED);
    assertThat(world.stats("c").depth.value()).isZero();
    world.publish("three");
    assertThat(c.consume(1)).containsExactly("three");
  }

  @Test
  void emptyingATopicDropsWhatItHolds() {
    world.publish("one");
    world.apply(new EmptyTopic());
    world.open("c");
    world.publish("two");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)).containsExactly("two");
  }

  @Test
  void aRequeuedMessageComesAgainAndADelayedOneWhenItIsTime() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    world.publish("one");
    c.requeue(c.next(), 0);
    Received second = c.next();
    assertThat(second.attempts()).isEqualTo(2);
    long askedAt = System.nanoTime();
    c.requeue(second, 300);
    assertThat(c.next().attempts()).isEqualTo(3);
    assertThat(System.nanoTime() - askedAt).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(299));
    await(() -> world.stats("c").requeueCount.value() == 2);
  }

  @Test
  void aMessageThatTimesOutComesAgainAndIsNoLongerHeld() {
    world.open("c");
    TestConsumer slow = world.subscribe("c", 1500).ready(1);
    world.publish("one");
    Received held = slow.next();
    slow.ready(0);
    TestConsumer other = world.subscribe("c", LONG).ready(1);
    Received again = other.next();
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.offset()).isEqualTo(held.offset());
    await(() -> world.stats("c").timeoutCount.value() == 1);
    slow.finish(held);
    assertThat(slow.expectFailure().failures().get(0).code()).isEqualTo(ErrorCode.E_FIN_FAILED);
    slow.settle(Settlement.TOUCH, -1, 0, 0);
    assertThat(slow.expectFailure().failures().get(0).text())
        .isEqualTo("TOUCH failed ID not in flight");
  }

  @Test
  void whatAConsumerHeldGoesToOthersWhenItLeaves() {
    world.open("c");
    TestConsumer first = world.subscribe("c", LONG).ready(1);
    world.publish("one");
    first.next();
    first.leave();
    assertThat(world.subscribe("c", LONG).ready(1).next().attempts()).isEqualTo(2);
  }

  @Test
  void aDeferredPublishWaitsEvenOverARestart() {
    world.open("c");
    long due = System.currentTimeMillis() + 2500;
    long token = world.append(due, List.of("later"));
    world.expectAppended(token);
    world.publish("now");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)).containsExactly("now");
    world.drain();
    world.stop();
    world.start(false, "c");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)).containsExactly("later");
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(due);
  }

  @Test
  void aDeletedChannelDisconnectsItsConsumersAndItsSuccessorBeginsAnew() {
    world.open("c");
    world.open("other");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    world.publish("one");
    c.next();
    world.apply(new DeleteChannel(C));
    assertThat(c.connection.receiveMessage(PATIENCE)).isEqualTo(Disconnect.INSTANCE);
    world.open("c");
    world.publish("two");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)).containsExactly("two");
  }

  @Test
  void whatThePartitionHasNotHeardOfIsPutRightByWhatTheTopicHas() {
    world.open("c");
    world.open("passing#ephemeral");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    TestConsumer passing = world.subscribe("passing#ephemeral", LONG).ready(9);
    world.publish("one");
    c.next();
    assertThat(passing.consume(1)).containsExactly("one");
    world.tell(
        new TopicPartition.Agree(
            new TopicOutline(Set.of(new ChannelName("d")), true, false, TopicConfig.NONE)));
    assertThat(c.connection.receiveMessage(PATIENCE)).isEqualTo(Disconnect.INSTANCE);
    TestConsumer d = world.subscribe("d", LONG).ready(9);
    world.publish("two");
    d.expectNothing();
    world.tell(
        new TopicPartition.Agree(
            new TopicOutline(Set.of(C, new ChannelName("d")), false, false, TopicConfig.NONE)));
    assertThat(d.consume(1)).containsExactly("two");
    assertThat(passing.consume(1)).containsExactly("two");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)) // without what c had before
        .containsExactly("two");
  }

  @Test
  void whoAdministersAChannelThatIsNotThereIsToldSo() {
    expectNotFound(new PauseChannel(C, true));
    expectNotFound(new EmptyChannel(C));
    expectNotFound(new DeleteChannel(C));
  }

  private void expectNotFound(PartitionRequest request) {
    PartitionReply.Refused refused = (PartitionReply.Refused) world.ask(request);
    assertThat(refused.reason().reason()).isEqualTo(BrokerException.Reason.CHANNEL_NOT_FOUND);
  }

  @Test
  void whoSubscribesToADeletedChannelHearsThatThisIsFinal() {
    TestConsumer late = new TestConsumer(world, "c", LONG);
    world.tell(new TopicPartition.Subscribe(C, 0, late.consumer()));
    assertThat(late.connection.receiveMessage(PATIENCE))
        .isEqualTo(new SubscribeFailed(0, "to deleted topic/channel", true));
  }

  @Test
  void aDeletedTopicTurnsPublishersAwayAndLeavesNothingBehind() {
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    world.publish("one");
    c.next();
    TestProbe<Done> deleted = world.kit.createTestProbe();
    world.tell(new TopicPartition.Delete(deleted.ref()));
    assertThat(c.connection.receiveMessage(PATIENCE)).isEqualTo(Disconnect.INSTANCE);
    deleted.expectMessage(PATIENCE, Done.getInstance());
    long token = world.append(0, List.of("late"));
    world.publisher.expectMessage(PATIENCE, new AppendReply.TopicGone(token));
    world.stop();
    world.start(false);
    world.open("c");
    world.publish("two");
    assertThat(world.subscribe("c", LONG).ready(9).consume(1)).containsExactly("two");
  }

  @Test
  void anAppendThatComesBetweenHandOverAndEndIsTurnedAway() {
    world.open("c");
    TestProbe<Done> left = world.kit.createTestProbe();
    world.tell(new TopicPartition.HandOver(left.ref()));
    left.expectMessage(PATIENCE, Done.getInstance());
    long token = world.append(0, List.of("late"));
    TestConsumer late = new TestConsumer(world, "c", LONG);
    world.tell(new TopicPartition.Subscribe(C, 0, late.consumer()));
    assertThat(late.connection.receiveMessage(PATIENCE)).isInstanceOf(SubscribeFailed.class);
    world.stop();
    world.publisher.expectMessage(PATIENCE, new AppendReply.TopicGone(token));
  }

  @Test
  void aConsumerThatLeftBeforeItHadSubscribedDoesNotStay() {
    world.open("tmp#ephemeral");
    TestConsumer gone = new TestConsumer(world, "tmp#ephemeral", LONG);
    gone.connection.stop();
    ChannelName name = new ChannelName("tmp#ephemeral");
    world.tell(new TopicPartition.Subscribe(name, 0, gone.consumer()));
    var channels = world.shared.stats().topic(world.id.topic()).channels();
    await(() -> !channels.containsKey(name));
  }

  @Test
  void anUnknownChannelRefusesItsConsumer() {
    TestConsumer nobody = new TestConsumer(world, "none", LONG);
    world.tell(new TopicPartition.Subscribe(new ChannelName("none"), 0, nobody.consumer()));
    ConnectionMessage refusal = nobody.connection.receiveMessage(PATIENCE);
    assertThat(refusal).isInstanceOf(SubscribeFailed.class);
  }

  @Test
  void anEphemeralChannelGoesWithItsLastConsumer() {
    world.open("keeps");
    world.open("tmp#ephemeral");
    TestConsumer first = world.subscribe("tmp#ephemeral", LONG).ready(9);
    world.publish("one");
    assertThat(first.consume(1)).containsExactly("one");
    first.leave();
    ChannelName name = new ChannelName("tmp#ephemeral");
    var channels = world.shared.stats().topic(world.id.topic()).channels();
    await(() -> !channels.containsKey(name));
  }
}
