package io.herald.broker.statsd;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.ClientIdentity;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.MemoryStats;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names, order and types are those of nsqd's statsd.go; counters are differences. */
class StatsdLinesTest {
  private static final TopicName ORDERS = new TopicName("orders");
  private static final ChannelName BILLING = new ChannelName("billing");

  private final BrokerStats stats = new BrokerStats(Instant.EPOCH);
  private final StatsdLines lines = new StatsdLines("nsq.host_4151.", false);

  @Test
  void aNodesCountersAreToldInNsqdsNamesAndOrder() {
    fill(stats);

    assertThat(text(lines.next(stats, new MemoryStats(0, 11, 12, 0, 13, 14, 15, 16, 17))))
        .isEqualTo(
            """
            nsq.host_4151.topic.empty.message_count:0|c
            nsq.host_4151.topic.empty.message_bytes:0|c
            nsq.host_4151.topic.empty.depth:0|g
            nsq.host_4151.topic.empty.backend_depth:0|g
            nsq.host_4151.topic.orders.message_count:5|c
            nsq.host_4151.topic.orders.message_bytes:500|c
            nsq.host_4151.topic.orders.depth:3|g
            nsq.host_4151.topic.orders.backend_depth:0|g
            nsq.host_4151.topic.orders.channel.billing.message_count:7|c
            nsq.host_4151.topic.orders.channel.billing.depth:4|g
            nsq.host_4151.topic.orders.channel.billing.backend_depth:2|g
            nsq.host_4151.topic.orders.channel.billing.in_flight_count:6|g
            nsq.host_4151.topic.orders.channel.billing.deferred_count:8|g
            nsq.host_4151.topic.orders.channel.billing.requeue_count:9|c
            nsq.host_4151.topic.orders.channel.billing.timeout_count:10|c
            nsq.host_4151.topic.orders.channel.billing.clients:1|g
            nsq.host_4151.mem.heap_objects:0|g
            nsq.host_4151.mem.heap_idle_bytes:11|g
            nsq.host_4151.mem.heap_in_use_bytes:12|g
            nsq.host_4151.mem.heap_released_bytes:0|g
            nsq.host_4151.mem.gc_pause_usec_100:13|g
            nsq.host_4151.mem.gc_pause_usec_99:14|g
            nsq.host_4151.mem.gc_pause_usec_95:15|g
            nsq.host_4151.mem.next_gc_bytes:16|g
            nsq.host_4151.mem.gc_runs:17|c
            """);
  }

  @Test
  void countersAreWhatWasAddedSinceTheRoundBeforeAndGaugesAreNot() {
    fill(stats);
    lines.next(stats, memoryAfter(17));

    TopicStats topic = stats.topic(ORDERS);
    topic.messageCount.of(0).add(2);
    topic.channel(BILLING).timeoutCount.of(0).add(1);
    topic.depth.of(0).set(1);

    assertThat(lines.next(stats, memoryAfter(20)))
        .contains(
            "nsq.host_4151.topic.orders.message_count:2|c",
            "nsq.host_4151.topic.orders.message_bytes:0|c",
            "nsq.host_4151.topic.orders.depth:1|g",
            "nsq.host_4151.topic.orders.channel.billing.message_count:0|c",
            "nsq.host_4151.topic.orders.channel.billing.depth:4|g",
            "nsq.host_4151.topic.orders.channel.billing.timeout_count:1|c",
            "nsq.host_4151.mem.gc_runs:3|c");
    assertThat(lines.next(stats)).contains("nsq.host_4151.topic.orders.message_count:0|c");
  }

  @Test
  void aTopicCreatedAgainCountsFromZeroWhateverItsNumber() {
    for (long messages : new long[] {1, 5, 50}) {
      stats.remove(ORDERS);
      fill(stats);
      lines.next(stats);
      stats.remove(ORDERS);
      TopicStats again = stats.topic(ORDERS);
      again.messageCount.of(0).set(messages);
      again.channel(BILLING).messageCount.of(0).set(messages);

      assertThat(lines.next(stats))
          .contains(
              "nsq.host_4151.topic.orders.message_count:" + messages + "|c",
              "nsq.host_4151.topic.orders.channel.billing.message_count:" + messages + "|c");
    }
  }

  @Test
  void aTopicCreatedAgainAfterARoundWithoutItCountsFromZero() {
    fill(stats);
    lines.next(stats);
    stats.remove(ORDERS);
    assertThat(lines.next(stats)).noneMatch(line -> line.contains("orders"));

    stats.topic(ORDERS).messageCount.of(0).set(9);
    assertThat(lines.next(stats)).contains("nsq.host_4151.topic.orders.message_count:9|c");
  }

  @Test
  void aChannelCreatedAgainCountsFromZero() {
    fill(stats);
    lines.next(stats);
    stats.topic(ORDERS).remove(BILLING);
    stats.topic(ORDERS).channel(BILLING).messageCount.of(0).set(100);

    assertThat(lines.next(stats))
        .contains(
            "nsq.host_4151.topic.orders.message_count:0|c",
            "nsq.host_4151.topic.orders.channel.billing.message_count:100|c");
  }

  @Test
  void aCounterThatFellWasRestarted() {
    fill(stats);
    lines.next(stats);
    stats.topic(ORDERS).channel(BILLING).requeueCount.of(0).set(4);

    assertThat(lines.next(stats))
        .contains("nsq.host_4151.topic.orders.channel.billing.requeue_count:4|c");
  }

  @Test
  void ephemeralTopicsAndChannelsCanBeLeftOut() {
    stats.topic(new TopicName("t#ephemeral")).channel(BILLING);
    stats.topic(ORDERS).channel(new ChannelName("c#ephemeral"));

    assertThat(new StatsdLines("", true).next(stats))
        .containsExactly(
            "topic.orders.message_count:0|c",
            "topic.orders.message_bytes:0|c",
            "topic.orders.depth:0|g",
            "topic.orders.backend_depth:0|g");
    assertThat(new StatsdLines("", false).next(stats))
        .contains(
            "topic.t#ephemeral.channel.billing.depth:0|g",
            "topic.orders.channel.c#ephemeral.depth:0|g");
  }

  private static void fill(BrokerStats stats) {
    stats.topic(new TopicName("empty"));
    TopicStats topic = stats.topic(ORDERS);
    topic.messageCount.of(0).set(5);
    topic.messageBytes.of(0).set(500);
    topic.depth.of(0).set(3);
    ChannelStats channel = topic.channel(BILLING);
    channel.messageCount.of(0).set(7);
    channel.depth.of(0).set(4);
    channel.backendDepth.of(0).set(2);
    channel.inFlightCount.of(0).set(6);
    channel.deferredCount.of(0).set(8);
    channel.requeueCount.of(0).set(9);
    channel.timeoutCount.of(0).set(10);
    channel.add(1, 0, new ClientStats("a:1", ClientIdentity.unknown("a"), Instant.EPOCH));
  }

  private static MemoryStats memoryAfter(long collections) {
    return new MemoryStats(0, 0, 0, 0, 0, 0, 0, 0, collections);
  }

  private static String text(List<String> lines) {
    return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}
