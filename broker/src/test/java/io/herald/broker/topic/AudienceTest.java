package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are for one channel only. */
class AudienceTest {
  private static final long NEVER_MILLIS = 600_000;
  private static final Origin FOR_C = Origin.of("10.0.0.7:1").to(new ChannelName("c"));

  /** Everything is read from the store. */
  private static final Limits NARROW = new Limits(1 << 26, 1 << 18, 1, Duration.ofDays(1), 0);

  @TempDir Path directory;
  private PartitionWorld world;

  private void start(Limits limits) {
    world = PartitionWorld.embedded(directory, "orders", limits);
    world.start(false, "c", "other");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void publishForC(String... bodies) {
    world.expectAppended(world.append(0, List.of(bodies), FOR_C));
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private long depth(String channel) {
    return world.stats(channel).partition(0).depth().value();
  }

  @Test
  void onlyTheChannelTheyAreForGetsThem() {
    start(Limits.WIDE);
    TestConsumer c = world.subscribe("c", NEVER_MILLIS).ready(10);
    TestConsumer other = world.subscribe("other", NEVER_MILLIS).ready(10);
    world.publish("one");
    publishForC("two", "three");
    world.publish("four");
    assertThat(List.of(c.next().body(), c.next().body(), c.next().body(), c.next().body()))
        .containsExactly("one", "two", "three", "four");
    assertThat(List.of(other.next().body(), other.next().body())).containsExactly("one", "four");
  }

  @Test
  void theyAreNoDepthOfOthersAlsoWithoutConsumersAndBehindABacklog() {
    start(Limits.WIDE);
    publishForC("one", "two");
    await("depth of c", () -> depth("c") == 2);
    await("nothing for the other", () -> depth("other") == 0);
    world.publish("three");
    publishForC("four", "five");
    await("depth of c", () -> depth("c") == 5);
    await("one for the other", () -> depth("other") == 1);
    TestConsumer other = world.subscribe("other", NEVER_MILLIS).ready(10);
    assertThat(other.next().body()).isEqualTo("three");
    await("it is read", () -> depth("other") == 0);
  }

  @Test
  void readFromTheStoreAfterARestartTheyAreStillForOneOnly() {
    start(NARROW);
    world.publish("one");
    publishForC("two", "three");
    world.publish("four");
    world.drain();
    world.close();
    start(NARROW);
    TestConsumer other = world.subscribe("other", NEVER_MILLIS).ready(10);
    assertThat(List.of(other.next().body(), other.next().body())).containsExactly("one", "four");
    TestConsumer c = world.subscribe("c", NEVER_MILLIS).ready(10);
    assertThat(List.of(c.next().body(), c.next().body())).containsExactly("one", "two");
  }
}
