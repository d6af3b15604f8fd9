package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.herald.broker.inspect.ChannelLag;
import io.herald.broker.inspect.DescribePartition;
import io.herald.broker.inspect.PartitionDescription;
import io.herald.broker.request.ApplyConfig;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PauseTopic;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.MessageFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a partition is described: offsets, sizes, and how far its channels are behind. */
class DescribePartitionTest {
  private static final long LONG = 60_000;
  private static final int BODY_BYTES = 66;
  private static final int FRAME_BYTES = MessageFrame.HEADER_BYTES + BODY_BYTES;

  @TempDir private Path directory;
  private PartitionWorld world;

  @BeforeEach
  void start() {
    Limits small = new Limits(4096, 1024, 1, Duration.ofDays(1), 0);
    world = PartitionWorld.embedded(directory, "orders", small);
    world.start(false);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private PartitionDescription describe() {
    PartitionReply reply = world.ask(new DescribePartition());
    return (PartitionDescription) ((PartitionReply.Answered) reply).answer();
  }

  private void publish(int count) {
    for (int n = 0; n < count; n++) {
      world.publish("x".repeat(BODY_BYTES));
    }
  }

  @Test
  void anEmptyTopicHasNothingAndNoOldestMessage() {
    world.open("c");
    PartitionDescription empty = describe();
    assertThat(empty.firstOffset()).isEqualTo(empty.nextOffset());
    assertThat(empty.bytes()).isZero();
    assertThat(empty.segments()).isEqualTo(1);
    assertThat(empty.oldestNanos()).isZero();
    ChannelLag c = empty.channels().get(0);
    assertThat(c.messages()).isZero();
    assertThat(c.bytes()).isZero();
    assertThat(c.oldestNanos()).isZero();
  }

  @Test
  void lagIsWhatIsNotFinishedWhateverItsState() {
    long before = System.currentTimeMillis() * 1_000_000;
    world.open("c");
    publish(100);
    TestConsumer consumer = world.subscribe("c", LONG).ready(10);
    List<Received> got = IntStream.range(0, 10).mapToObj(n -> consumer.next()).toList();
    consumer.ready(0);
    got.subList(0, 5).forEach(consumer::finish);
    consumer.requeue(got.get(5), LONG);
    consumer.finish(got.get(6));
    PartitionDescription described = describe();
    assertThat(described.nextOffset()).isEqualTo(described.firstOffset() + 100);
    assertThat(described.bytes()).isEqualTo(100 * FRAME_BYTES);
    assertThat(described.segments()).isGreaterThan(2);
    assertThat(described.oldestNanos()).isGreaterThanOrEqualTo(before);
    ChannelLag c = described.channels().get(0);
    assertThat(c.deferred()).isEqualTo(1);
    assertThat(c.inFlight()).isEqualTo(3);
    assertThat(c.messages()).isEqualTo(94).isEqualTo(c.depth() + c.inFlight() + c.deferred());
    assertThat((double) c.bytes()).isCloseTo(94 * FRAME_BYTES, within(2.0 * FRAME_BYTES));
    assertThat(c.oldestNanos()).isGreaterThan(described.oldestNanos());
    assertThat(c.dropped()).isZero();
  }

  @Test
  void whatIsHeldIsSomethingThatChannelsHaveNotFinished() {
    world.open("c");
    world.apply(new PauseTopic(true));
    publish(3);
    PartitionDescription described = describe();
    assertThat(described.isPaused()).isTrue();
    assertThat(described.releasedTo()).isEqualTo(described.firstOffset());
    ChannelLag c = described.channels().get(0);
    assertThat(c.depth()).isZero();
    assertThat(c.messages()).isEqualTo(3);
    assertThat(c.oldestNanos()).isEqualTo(described.oldestNanos());
  }

  @Test
  void theSettingsInForceAreTheTopicsAndElseTheNodes() {
    assertThat(describe().retention())
        .isEqualTo(
            new Retention(
                Duration.ofDays(1).toMillis(),
                0,
                new Retention.Limit("retention-bytes", 0, false)));
    assertThat(describe().ttlMillis()).isZero();
    Map<String, String> values =
        Map.of(
            "retention-age", "1s", "limit-bytes", "5000", "when-full", "drop-oldest", "ttl", "7m");
    world.apply(new ApplyConfig(new TopicConfig(SettingValues.of(values), Map.of())));
    assertThat(describe().retention())
        .isEqualTo(new Retention(1000, 0, new Retention.Limit("limit-bytes", 5000, true)));
    assertThat(describe().ttlMillis()).isEqualTo(420_000);
  }
}
