package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.inspect.ChannelBooks;
import io.herald.broker.inspect.CheckBooks;
import io.herald.broker.inspect.PartitionBooks;
import io.herald.broker.request.ApplyConfig;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PauseTopic;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.seek.SeekChannel;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.name.ChannelName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic's own settings keep, refuse and drop, over the embedded store. */
class TopicRetentionTest {
  private static final ChannelName C = new ChannelName("c");
  private static final long LONG = 60_000;
  private static final String BODY = "x".repeat(200);
  private static final int MESSAGE_BYTES = 231; // at least

  /** Small segments, and batches that do not stay in memory. */
  private static final Limits SMALL = new Limits(4_000, 2_000, 1, Duration.ofDays(1), 0);

  @TempDir private Path directory;
  private PartitionWorld world;

  @BeforeEach
  void start() {
    world = PartitionWorld.embedded(directory, "orders", SMALL);
    world.start(false);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static TopicConfig config(String... namesAndValues) {
    Map<String, String> values = new java.util.TreeMap<>();
    for (int n = 0; n < namesAndValues.length; n += 2) {
      values.put(namesAndValues[n], namesAndValues[n + 1]);
    }
    return new TopicConfig(SettingValues.of(values), Map.of());
  }

  private void configure(String... namesAndValues) {
    world.apply(new ApplyConfig(config(namesAndValues)));
  }

  private void publish(int from, int to) {
    for (int n = from; n < to; n += 10) {
      List<String> bodies = new ArrayList<>();
      for (int m = n; m < Math.min(to, n + 10); m++) {
        bodies.add(m + BODY);
      }
      long token = world.append(0, bodies);
      world.expectAppended(token);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline of " + what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private long storedBytes() {
    return world.shared.stats().topic(world.id.topic()).storedBytes.value();
  }

  /** Of the segments' files. */
  private long fileBytes() {
    try (Stream<Path> files = Files.walk(directory.resolve("journal"))) {
      return files
          .filter(file -> file.getParent().getFileName().toString().contains("segment"))
          .mapToLong(TopicRetentionTest::size)
          .sum();
    } catch (IOException | UncheckedIOException goneMeanwhile) {
      return Long.MAX_VALUE;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PartitionBooks books() {
    PartitionReply reply = world.ask(new CheckBooks());
    return (PartitionBooks) ((PartitionReply.Answered) reply).answer();
  }

  private ChannelBooks booksOfC() {
    PartitionBooks all = books();
    ChannelBooks books = all.channels().get(0);
    assertThat(books.differences()).isEmpty();
    assertThat(
            books.finished()
                + books.dropped()
                + books.ready()
                + books.inFlight()
                + books.deferred())
        .isEqualTo(all.tail() - books.from());
    return books;
  }

  @Test
  void aChangedAgeHoldsFromTheNextLookOnAndFilesShrink() {
    world.open("c");
    publish(0, 200);
    TestConsumer c = world.subscribe("c", LONG).ready(100);
    assertThat(c.consume(200)).hasSize(200);
    long before = fileBytes();
    assertThat(before).isGreaterThan(200 * MESSAGE_BYTES);
    configure("retention-age", "0s");
    await("files", () -> fileBytes() < before / 4);
    await("bytes", () -> storedBytes() < 4_000);
    configure();
    publish(200, 300);
    assertThat(c.consume(100)).hasSize(100);
    publish(300, 310); // written, and looked at once more
    assertThat(storedBytes()).isGreaterThan(100 * MESSAGE_BYTES);
  }

  @Test
  void finishedHistoryIsKeptUpToItsBytesAndUnfinishedBeyond() {
    world.open("c");
    configure("retention-bytes", "20000");
    publish(0, 200);
    TestConsumer c = world.subscribe("c", LONG).ready(100);
    assertThat(storedBytes()).isGreaterThan(200 * MESSAGE_BYTES);
    assertThat(c.consume(200)).hasSize(200);
    await("bytes", () -> storedBytes() < 20_000);
    assertThat(storedBytes()).isGreaterThan(10_000);
  }

  @Test
  void aFullTopicRefusesWithItsNameItsLimitAndItsBytes() {
    world.open("c");
    publish(0, 100);
    configure("limit-bytes", "20000");
    long token = world.append(0, List.of("too much"));
    AppendReply.Rejected refused =
        world.publisher.expectMessageClass(AppendReply.Rejected.class, PATIENCE);
    assertThat(refused.token()).isEqualTo(token);
    assertThat(refused.reason())
        .matches("topic orders is full: partition 0 has \\d+ bytes, its limit-bytes is 20000");
    configure("limit-bytes", "1000000");
    publish(100, 101);
    assertThat(world.subscribe("c", LONG).ready(10).consume(101)).hasSize(101);
    assertThat(booksOfC().dropped()).isZero();
  }

  @Test
  void aFullTopicDropsItsOldestAndEveryChannelGoesOnBehindThem() {
    world.open("c");
    world.open("quick");
    TestConsumer quick = world.subscribe("quick", LONG).ready(100);
    TestConsumer c = world.subscribe("c", LONG).ready(2);
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    publish(0, 20);
    assertThat(quick.consume(20)).hasSize(20);
    Received first = c.next();
    Received second = c.next();
    c.requeue(second, 3_600_000);
    Received third = c.next();
    publish(20, 300);
    await("dropping", () -> world.stats("c").droppedCount.value() > 100);
    await("files", () -> fileBytes() < 30_000 && storedBytes() < 24_000);
    c.ready(0);
    assertThat(booksOfC().dropped()).as("the channel has heard of it").isPositive();
    c.forget();
    for (Received gone : List.of(first, third)) {
      c.finish(gone);
      assertThat(c.expectFailure().failures().get(0).code()).isEqualTo(ErrorCode.E_FIN_FAILED);
    }
    ChannelBooks books = booksOfC();
    assertThat(books.dropped()).isEqualTo(world.stats("c").droppedCount.value());
    assertThat(books.deferred()).as("its segment is gone").isZero();

    TestConsumer heir = world.subscribe("c", LONG).ready(500);
    c.leave();
    long left = 300 - books.dropped();
    List<String> rest = heir.consume((int) left);
    assertThat(rest).doesNotHaveDuplicates().contains("299" + BODY);
    assertThat(rest).doesNotContain(first.body(), second.body(), third.body());
    assertThat(booksOfC().finished()).isEqualTo(left);
    heir.expectNothing();
  }

  @Test
  void whatWasDroppedStaysDroppedAndCountedAfterARestart() {
    world.open("c");
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    publish(0, 300);
    await("dropping", () -> storedBytes() < 24_000);
    long dropped = booksOfC().dropped();
    assertThat(dropped).isPositive();
    long first = books().firstOffset();
    world.drain();
    world.stop();
    world.start(false, "c");
    assertThat(books().firstOffset()).isEqualTo(first);
    await("recovery", () -> booksOfC().cursor() == ChannelBooks.Cursor.CURRENT);
    assertThat(booksOfC().dropped()).isEqualTo(dropped);
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    assertThat(c.next().offset()).isEqualTo(first);
  }

  @Test
  void aCrashRightAfterADropLosesNoCount() {
    world.open("c");
    publish(0, 300);
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    world.append(0, List.of("one more"));
    world.publisher.receiveMessage(PATIENCE);
    world.stop(); // wherever it is in its three steps
    world.start(false, "c");
    await("books", () -> booksOfC().cursor() == ChannelBooks.Cursor.CURRENT);
    PartitionBooks all = books();
    ChannelBooks books = booksOfC();
    assertThat(books.dropped()).isEqualTo(all.firstOffset() - books.from());
    assertThat(books.ready()).isEqualTo(all.tail() - all.firstOffset());
  }

  @Test
  void nobodyIsSentBackToWhatIsGone() {
    world.open("c");
    long first = books().firstOffset();
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    publish(0, 300);
    await("dropping", () -> books().firstOffset() > first);
    SeekChannel seek = new SeekChannel(C, 0, List.of(new PartitionOffset(0, first)), false);
    PartitionReply.Refused refused = (PartitionReply.Refused) world.ask(seek);
    assertThat(refused.reason().reason()).isEqualTo(Reason.INVALID);
    assertThat(refused.reason()).hasMessageContaining("partition 0 starts at offset");
  }

  @Test
  void whatIsHeldForAFirstChannelGoesToo() {
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    publish(0, 300);
    await("dropping", () -> storedBytes() < 24_000);
    long first = books().firstOffset();
    world.open("c");
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    assertThat(c.next().offset()).isEqualTo(first);
    assertThat(booksOfC().dropped()).as("they were nobody's").isZero();
  }

  @Test
  void aPausedTopicDropsForItsChannels() {
    world.open("c");
    world.apply(new PauseTopic(true));
    configure("limit-bytes", "20000", "when-full", "drop-oldest");
    publish(0, 300);
    await("dropping", () -> storedBytes() < 24_000);
    world.apply(new PauseTopic(false));
    long first = books().firstOffset();
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    assertThat(c.next().offset()).isEqualTo(first);
    ChannelBooks books = booksOfC();
    assertThat(books.dropped()).isEqualTo(first - books.from());
  }

  @Test
  void whatIsLostIsLoggedInTheNameOfTheChannelsClass() {
    world.open("c");
    boolean isLost =
        LoggingTestKit.warn("full, channel c loses")
            .withLoggerName(Channel.class.getName())
            .withOccurrences(1)
            .expect(
                world.kit.system(),
                () -> {
                  publish(0, 200);
                  configure("limit-bytes", "20000", "when-full", "drop-oldest");
                  publish(200, 210);
                  await("dropping", () -> booksOfC().dropped() > 0);
                  return true;
                });
    assertThat(isLost).isTrue();
  }
}
