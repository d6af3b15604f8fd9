package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.inspect.ChannelBooks;
import io.herald.broker.inspect.CheckBooks;
import io.herald.broker.inspect.PartitionBooks;
import io.herald.broker.request.ApplyConfig;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  @Test
  void theBooksOfOthersShowThemAsSkippedAlsoAfterARestart() {
    start(Limits.WIDE);
    world.publish("one");
    publishForC("two", "three");
    TestConsumer other = world.subscribe("other", NEVER_MILLIS).ready(10);
    other.finish(other.next());
    await("flush", () -> books("other").cursor() == ChannelBooks.Cursor.CURRENT);
    assertBooks("other", 1, 2, 0);
    assertBooks("c", 0, 0, 3);
    world.drain();
    world.close();
    start(Limits.WIDE);
    await("recovery", () -> books("other").cursor() == ChannelBooks.Cursor.CURRENT);
    assertBooks("other", 1, 2, 0);
    assertBooks("c", 0, 0, 3);
  }

  @Test
  void whatAFullTopicDropsOfThemIsNoLossOfOthers() {
    start(new Limits(4_000, 2_000, 1 << 26, Duration.ofDays(1), 0)); // small segments
    var settings = SettingValues.of(Map.of("limit-bytes", "20000", "when-full", "drop-oldest"));
    world.apply(new ApplyConfig(new TopicConfig(settings, Map.of())));
    for (int n = 0; n < 300; n++) {
      world.publish(n + "x".repeat(100));
      publishForC(n + "y".repeat(100));
    }
    await("dropping", () -> books("other").dropped() > 0);
    // asked one after the other, while segments may still go
    await("half of what c loses is for the other", () -> isHalf(books("other"), books("c")));
    assertThat(books("c").skipped()).isZero();
  }

  private static boolean isHalf(ChannelBooks other, ChannelBooks c) {
    return other.cursor() == ChannelBooks.Cursor.CURRENT
        && other.dropped() == other.skipped()
        && other.dropped() == c.dropped() / 2;
  }

  private void assertBooks(String channel, long finished, long skipped, long ready) {
    ChannelBooks books = books(channel);
    assertThat(List.of(books.finished(), books.skipped(), books.ready()))
        .as("finished, skipped and ready in %s", channel)
        .containsExactly(finished, skipped, ready);
  }

  private ChannelBooks books(String channel) {
    PartitionReply reply = world.ask(new CheckBooks());
    PartitionBooks all = (PartitionBooks) ((PartitionReply.Answered) reply).answer();
    ChannelBooks books =
        all.channels().stream()
            .filter(each -> each.channel().value().equals(channel))
            .findFirst()
            .orElseThrow();
    assertThat(books.differences()).isEmpty();
    return books;
  }
}
