package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small segments, small caches, slow consumers: what a partition does at its limits. */
class PartitionLimitsTest {
  private static final long LONG = 60_000;
  private static final String BODY = "x".repeat(200);

  @TempDir Path directory;

  private static List<String> bodies(int from, int to) {
    List<String> bodies = new ArrayList<>();
    for (int n = from; n < to; n++) {
      bodies.add(n + BODY);
    }
    return bodies;
  }

  private static void publish(PartitionWorld world, int from, int to) {
    for (int n = from; n < to; n += 20) {
      long token = world.append(0, bodies(n, Math.min(to, n + 20)));
      world.expectAppended(token);
    }
  }

  @Test
  void aChannelThatLagsReadsItsHistoryOverManySegmentsAndARestart() {
    Limits small = new Limits(20_000, 3000, 8000, Duration.ofDays(1), 0);
    try (PartitionWorld world = PartitionWorld.embedded(directory, "lag", small)) {
      world.start(false);
      world.open("c");
      publish(world, 0, 600);
      TestConsumer c = world.subscribe("c", LONG).ready(50);
      assertThat(c.consume(250)).isEqualTo(bodies(0, 250));
      world.drain();
    }
    try (PartitionWorld world = PartitionWorld.embedded(directory, "lag", small)) {
      world.start(false, "c");
      publish(world, 600, 700);
      TestConsumer c = world.subscribe("c", LONG).ready(50);
      List<String> rest = c.consume(450);
      assertThat(rest).containsExactlyInAnyOrderElementsOf(bodies(250, 700));
      c.expectNothing();
    }
  }

  @Test
  void retentionDeletesOnlySegmentsThatEveryChannelHasFinished() {
    try (PartitionWorld world =
        PartitionWorld.embedded(
            directory, "old", new Limits(5000, 1 << 18, 1 << 20, Duration.ZERO, 0))) {
      world.start(false);
      world.open("fast");
      world.open("slow");
      publish(world, 0, 200);
      assertThat(world.subscribe("fast", LONG).ready(100).consume(200)).hasSize(200);
      TestConsumer slow = world.subscribe("slow", LONG).ready(100);
      assertThat(slow.consume(100)).isEqualTo(bodies(0, 100));
      awaitStoredBytesBelow(world, 35_000);
      assertThat(slow.consume(100)).isEqualTo(bodies(100, 200));
      awaitStoredBytesBelow(world, 6_000);
    }
  }

  private static void awaitStoredBytesBelow(PartitionWorld world, long limit) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (world.shared.stats().topic(world.id.topic()).storedBytes.value() >= limit) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void aFullTopicRefusesAndTakesMoreWhenItsMessagesAreFinished() {
    try (PartitionWorld world =
        PartitionWorld.embedded(
            directory, "full", new Limits(2000, 1 << 18, 1 << 20, Duration.ofDays(1), 20_000))) {
      world.start(false);
      world.open("c");
      publish(world, 0, 100);
      long token = world.append(0, List.of("too much"));
      AppendReply.Rejected refused =
          world.publisher.expectMessageClass(AppendReply.Rejected.class, PATIENCE);
      assertThat(refused.token()).isEqualTo(token);
      assertThat(refused.reason())
          .matches("topic full is full: partition 0 has \\d+ bytes, its retention-bytes is 20000");
      assertThat(world.subscribe("c", LONG).ready(200).consume(100)).isEqualTo(bodies(0, 100));
      awaitStoredBytesBelow(world, 20_000);
      world.publish("again");
    }
  }

  @Test
  void aConsumerThatDoesNotReadIsHeldUntilItHas() {
    try (PartitionWorld world =
        PartitionWorld.embedded(directory, "slow", Limits.WIDE, "--max-undelivered-bytes=65536")) {
      world.start(false);
      world.open("c");
      TestConsumer c = world.subscribe("c", LONG).ready(1000);
      publish(world, 0, 800); // 190 KB of frames
      List<Received> got = new ArrayList<>();
      long bytes = 0;
      while (bytes <= 65_536) {
        got.add(c.next());
        bytes += got.get(got.size() - 1).frameBytes();
      }
      c.connection.expectNoMessage(Duration.ofMillis(200));
      assertThat(world.stats("c").inFlightCount.value()).isBetween(200L, 700L);
      for (int n = 0; n < 800; n++) {
        if (n == got.size()) {
          got.add(c.next());
        }
        c.finish(got.get(n)); // says that its bytes have been written, too
      }
      assertThat(got).extracting(Received::body).isEqualTo(bodies(0, 800));
    }
  }

  @Test
  void anEphemeralTopicKeepsItsNewestMessages() {
    try (PartitionWorld world =
        PartitionWorld.embedded(directory, "tmp#ephemeral", Limits.WIDE, "--mem-queue-size=100")) {
      world.start(false);
      world.open("c");
      publish(world, 0, 1000);
      TestConsumer c = world.subscribe("c", LONG).ready(2000);
      List<String> got = new ArrayList<>();
      while (!got.contains("999" + BODY)) {
        got.addAll(c.consume(1));
      }
      assertThat(got)
          .hasSizeLessThanOrEqualTo(120)
          .endsWith(bodies(900, 1000).toArray(String[]::new));
      c.expectNothing();
      publish(world, 1000, 1020);
      assertThat(c.consume(20)).isEqualTo(bodies(1000, 1020));
    }
  }

  @Test
  void aChannelTakesSoManyConsumersAndAnotherWhenOneHasLeft() {
    try (PartitionWorld world =
        PartitionWorld.embedded(directory, "crowd", Limits.WIDE, "--max-channel-consumers=1")) {
      world.start(false);
      world.open("c");
      TestConsumer first = world.subscribe("c", LONG);
      TestConsumer second = new TestConsumer(world, "c", LONG);
      world.tell(new TopicPartition.Subscribe(new ChannelName("c"), 0, second.consumer()));
      second.connection.expectMessage(
          PATIENCE, new SubscribeFailed(0, "consumers for crowd:c exceeds limit of 1"));
      first.leave();
      world.publish("one");
      assertThat(world.subscribe("c", LONG).ready(1).consume(1)).containsExactly("one");
    }
  }
}
