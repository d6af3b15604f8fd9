package io.herald.broker.topic;

import static io.herald.broker.request.PartitionRequest.ALL;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.EmptyChannel;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.seek.FindPosition;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.seek.Position;
import io.herald.broker.seek.SeekChannel;
import io.herald.broker.seek.SeekTarget;
import io.herald.broker.seek.Sought;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel that is moved through the history of a real partition. */
class ChannelSeekTest {
  private static final ChannelName C = new ChannelName("c");
  private static final long LONG = 60_000;

  /** Little in memory, small segments: most is read from the store. */
  private static final Limits NARROW = new Limits(20_000, 1 << 18, 2_000, Duration.ofDays(1), 0);

  @TempDir private Path directory;
  private PartitionWorld world;
  private long first;

  @BeforeEach
  void start() {
    world = PartitionWorld.embedded(directory, "orders", NARROW);
    world.start(false);
    world.open("c");
    first = position(SeekTarget.BEGINNING).first();
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Position position(SeekTarget target) {
    return (Position) answer(world.ask(new FindPosition(target, ALL)));
  }

  private static Object answer(PartitionReply reply) {
    assertThat(reply).isInstanceOf(PartitionReply.Answered.class);
    return ((PartitionReply.Answered) reply).answer();
  }

  private static BrokerException refusal(PartitionReply reply) {
    assertThat(reply).isInstanceOf(PartitionReply.Refused.class);
    return ((PartitionReply.Refused) reply).reason();
  }

  private PartitionReply ask(String channel, long offset, boolean dryRun) {
    return world.ask(
        new SeekChannel(
            new ChannelName(channel), ALL, List.of(new PartitionOffset(0, offset)), dryRun));
  }

  private Sought seek(long offset) {
    return (Sought) answer(ask("c", offset, false));
  }

  private Sought dryRun(long offset) {
    return (Sought) answer(ask("c", offset, true));
  }

  private static List<String> bodies(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "message " + n).toList();
  }

  /** In appends of 1 to 40 messages. */
  private void publish(int from, int to) {
    int size = 1;
    for (int at = from; at < to; at += size) {
      size = Math.min(to - at, 1 + (at * 7) % 40);
      long token = world.append(0, bodies(at, at + size));
      world.expectAppended(token);
    }
  }

  @Test
  void aChannelMovedToTheBeginningGetsEverythingAgainInOrderAsOftenAsItIsMoved() {
    publish(0, 2000);
    TestConsumer c = world.subscribe("c", LONG).ready(100);
    assertThat(c.consume(2000)).isEqualTo(bodies(0, 2000));
    for (int round = 0; round < 2; round++) {
      waitUntilFinished(first + 2000);
      assertThat(dryRun(first))
          .isEqualTo(new Sought(first + 2000, first, first + 2000, 2000, 0, 0));
      assertThat(seek(first)).isEqualTo(new Sought(first + 2000, first, first + 2000, 2000, 0, 0));
      List<String> again = new ArrayList<>();
      for (int n = 0; n < 2000; n++) {
        Received message = c.next();
        assertThat(message.attempts()).isEqualTo(1);
        assertThat(message.offset()).isEqualTo(first + n);
        again.add(message.body());
        c.finish(message);
      }
      assertThat(again).isEqualTo(bodies(0, 2000));
    }
    c.expectNothing();
  }

  private void waitUntilFinished(long offset) {
    world.admin.awaitAssert(
        PartitionWorld.PATIENCE,
        () -> {
          assertThat(dryRun(first).was()).isEqualTo(offset);
          return offset;
        });
  }

  @Test
  void aChannelMovedForwardsSkipsAndWhatWasInFlightCountsNoMore() {
    publish(0, 500);
    TestConsumer c = world.subscribe("c", LONG).ready(3);
    List<Received> held = List.of(c.next(), c.next(), c.next());
    c.finish(held.get(1));
    c.next();
    Sought expected = new Sought(first, first + 400, first + 500, 0, 399, 3);
    assertThat(dryRun(first + 400)).isEqualTo(expected);
    assertThat(world.stats("c").inFlightCount.value()).isEqualTo(3);
    assertThat(seek(first + 400)).isEqualTo(expected);
    assertThat(c.consume(100)).isEqualTo(bodies(400, 500));
    c.finish(held.get(0));
    assertThat(c.expectFailure().failures().get(0).code()).isEqualTo(ErrorCode.E_FIN_FAILED);
    c.requeue(held.get(2), 0);
    assertThat(c.expectFailure().failures().get(0).code()).isEqualTo(ErrorCode.E_REQ_FAILED);
    assertThat(world.stats("c").depth.value()).isZero();
    c.expectNothing();
  }

  @Test
  void whatIsRequeuedOrDeferredComesAgainAsNewOrNotAtAll() {
    publish(0, 10);
    TestConsumer c = world.subscribe("c", LONG).ready(1);
    c.requeue(c.next(), 3_600_000);
    c.requeue(c.next(), 0);
    Received second = c.next();
    assertThat(second.attempts()).isEqualTo(2);
    assertThat(seek(first + 1)).isEqualTo(new Sought(first, first + 1, first + 10, 0, 1, 1));
    assertThat(world.stats("c").deferredCount.value()).isZero();
    Received again = c.next();
    assertThat(again.offset()).isEqualTo(first + 1);
    assertThat(again.attempts()).isEqualTo(1);
  }

  @Test
  void aMessageThatIsPublishedForLaterWaitsForItsTimeAgain() {
    long due = System.currentTimeMillis() + 3_600_000;
    long token = world.append(due, List.of("later"));
    world.expectAppended(token);
    publish(0, 5);
    TestConsumer c = world.subscribe("c", LONG).ready(9);
    assertThat(c.consume(5)).isEqualTo(bodies(0, 5));
    waitUntilFinished(first);
    assertThat(seek(first)).isEqualTo(new Sought(first, first, first + 6, 5, 0, 0));
    assertThat(c.consume(5)).isEqualTo(bodies(0, 5));
    world.admin.awaitAssert(
        PartitionWorld.PATIENCE,
        () -> {
          assertThat(world.stats("c").deferredCount.value()).isEqualTo(1);
          return 1;
        });
  }

  @Test
  void aMoveThatWasAnsweredSurvivesACrash() {
    publish(0, 300);
    assertThat(world.subscribe("c", LONG).ready(100).consume(300)).hasSize(300);
    waitUntilFinished(first + 300);
    seek(first + 100);
    world.stop();
    world.start(false, "c");
    TestConsumer c = world.subscribe("c", LONG).ready(100);
    assertThat(c.consume(200)).isEqualTo(bodies(100, 300));
    seek(first + 300);
    world.stop();
    world.start(false, "c");
    world.subscribe("c", LONG).ready(100).expectNothing();
  }

  @Test
  void otherChannelsAndAPauseAreLeftAlone() {
    world.open("d");
    publish(0, 100);
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    TestConsumer d = world.subscribe("d", LONG).ready(10);
    assertThat(c.consume(100)).hasSize(100);
    assertThat(d.consume(50)).isEqualTo(bodies(0, 50));
    world.apply(new PauseChannel(C, true));
    seek(first + 90);
    assertThat(d.consume(50)).isEqualTo(bodies(50, 100));
    c.expectNothing();
    world.apply(new PauseChannel(C, false));
    assertThat(c.consume(10)).isEqualTo(bodies(90, 100));
  }

  @Test
  void movedAtAnyMomentItGoesOnWithExactlyTheMessageItWasMovedTo() {
    long seed = Long.getLong("herald.seek.seed", System.nanoTime());
    Random random = new Random(seed);
    publish(0, 3000);
    TestConsumer c = world.subscribe("c", LONG).ready(50);
    for (int round = 0; round < 60; round++) {
      int target = random.nextInt(2900);
      world.apply(new PauseChannel(C, true));
      assertThat(seek(first + target).offset()).isEqualTo(first + target);
      c.forget();
      world.apply(new PauseChannel(C, false));
      for (int n = 1 + random.nextInt(100); n > 0; n--) {
        Received message = c.next();
        assertThat(message.offset()).as("seed %d", seed).isEqualTo(first + target);
        assertThat(message.body()).isEqualTo("message " + target++);
        c.finish(message);
      }
    }
  }

  @Test
  void aChannelOfAnOrderedTopicGoesOnInOrderOneAtATime() {
    world.close();
    world = PartitionWorld.embedded(directory, "orders", NARROW).ordered();
    world.start(false, "c");
    publish(0, 50);
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    assertThat(c.consume(30)).isEqualTo(bodies(0, 30));
    assertThat(c.next().offset()).isEqualTo(first + 30);
    assertThat(seek(first + 5)).isEqualTo(new Sought(first + 30, first + 5, first + 50, 25, 0, 1));
    assertThat(c.next().offset()).isEqualTo(first + 5);
    c.expectNothing();
    assertThat(seek(first + 5).dropped()).isEqualTo(1);
    assertThat(c.consume(45)).isEqualTo(bodies(5, 50));
  }

  @Test
  void emptiedAfterAMoveItStaysEmpty() {
    publish(0, 50);
    assertThat(world.subscribe("c", LONG).ready(10).consume(50)).hasSize(50);
    seek(first);
    world.apply(new EmptyChannel(C));
    world.stop();
    world.start(false, "c");
    world.subscribe("c", LONG).ready(10).expectNothing();
  }

  @Test
  void nobodyIsMovedBehindTheEndOrToAChannelThatIsNotThere() {
    publish(0, 5);
    assertThat(refusal(ask("c", first + 6, false)).reason()).isEqualTo(Reason.INVALID);
    assertThat(refusal(ask("x", first, false)).reason()).isEqualTo(Reason.CHANNEL_NOT_FOUND);
    assertThat(refusal(ask("x", first, true)).reason()).isEqualTo(Reason.CHANNEL_NOT_FOUND);
    assertThat(seek(first + 5).end()).isEqualTo(first + 5);
  }

  @Test
  void anEphemeralChannelIsMovedLikeAnyOther() {
    world.open("e#ephemeral");
    publish(0, 100);
    TestConsumer e = world.subscribe("e#ephemeral", LONG).ready(10);
    assertThat(e.consume(100)).hasSize(100);
    answer(ask("e#ephemeral", first + 40, false));
    assertThat(e.consume(60)).isEqualTo(bodies(40, 100));
  }

  @Test
  void aNewChannelBeginsInHistoryAndIsThereAfterACrash() {
    publish(0, 200);
    List<PartitionOffset> from = List.of(new PartitionOffset(0, first + 150));
    world.apply(new CreateChannel(new ChannelName("new"), from));
    TestConsumer consumer = world.subscribe("new", LONG).ready(10);
    assertThat(consumer.consume(20)).isEqualTo(bodies(150, 170));
    world.drain();
    world.stop();
    world.start(false, "c", "new");
    assertThat(world.subscribe("new", LONG).ready(100).consume(30))
        .containsExactlyInAnyOrderElementsOf(bodies(170, 200)); // some were on their way before
    PartitionReply again = world.ask(new CreateChannel(new ChannelName("new"), from));
    assertThat(((PartitionReply.Refused) again).reason().reason()).isEqualTo(Reason.CHANNEL_EXISTS);
  }

  @Test
  void everyTimeIsFoundAtTheFirstMessageOfThatTimeOrLater() {
    publish(0, 1500);
    long[] nanos = new long[1500];
    for (int n = 0; n < nanos.length; n += 13) {
      nanos[n] = position(SeekTarget.offset(first + n)).nanos();
      assertThat(position(time(nanos[n])).offset()).isEqualTo(first + n);
      assertThat(position(time(nanos[n] + 1)).offset()).isEqualTo(first + n + 1);
    }
    assertThat(position(time(nanos[0] - 1)).offset()).isEqualTo(first);
    Position end = position(time(nanos[1495] + 3_600_000_000_000L));
    assertThat(end.offset()).isEqualTo(first + 1500);
    assertThat(end.nanos()).isZero();
    assertThat(end.firstNanos()).isEqualTo(nanos[0]);
  }

  /** Whatever is finished goes at once, so what is still there is there for the channel. */
  @Test
  void historyThatAChannelIsMovedBackToStaysUntilItHasFinishedIt() {
    world.close();
    Limits forgetful = new Limits(20_000, 1 << 18, 2_000, Duration.ofMillis(1), 0);
    world = PartitionWorld.embedded(directory, "orders", forgetful);
    world.start(false, "c");
    world.open("d"); // without it there would be no history to go back to
    publish(0, 2000);
    TestConsumer c = world.subscribe("c", LONG).ready(100);
    assertThat(c.consume(2000)).hasSize(2000);
    c.leave();
    waitUntilFinished(first + 2000);
    seek(first);
    TestConsumer d = world.subscribe("d", LONG).ready(100);
    assertThat(d.consume(2000)).hasSize(2000);
    d.expectNothing(); // housekeeping comes by meanwhile
    world.drain();
    world.stop();
    world.start(false, "c", "d");
    d = world.subscribe("d", LONG).ready(100);
    d.expectNothing();
    assertThat(world.subscribe("c", LONG).ready(100).consume(2000)).isEqualTo(bodies(0, 2000));
    world.admin.awaitAssert(
        PartitionWorld.PATIENCE,
        () -> {
          assertThat(position(SeekTarget.BEGINNING).first()).isEqualTo(first + 2000);
          return Done.getInstance();
        });
    BrokerException late = refusal(ask("c", first + 1999, false));
    assertThat(late)
        .hasMessage("history has moved on: partition 0 starts at offset %d now", first + 2000);
    assertThat(late.reason()).isEqualTo(Reason.INVALID);
  }

  private static SeekTarget time(long nanos) {
    return new SeekTarget(SeekTarget.Kind.TIME, 0, nanos, 0);
  }
}
