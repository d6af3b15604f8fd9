package io.herald.broker.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
  private static final TopicName ORDERS = new TopicName("orders");
  private static final double IDLE = 10;

  private final BrokerStats stats = new BrokerStats(Instant.EPOCH);
  private final PartitionShards shards = new PartitionShards(128);
  private final int first = shards.of(ORDERS, 0);
  private long now;
  private final LoadMeter meter =
      new LoadMeter(stats, shards, IDLE, Duration.ofSeconds(5), () -> now);

  @Test
  void neighboursOnTheRingArePartitionsOfOneTopic() {
    for (int partition = 0; partition < 128; partition++) {
      assertThat(shards.of(ORDERS, partition)).isEqualTo((first + partition) % 128);
    }
    assertThat(shards.of(ORDERS, 128)).isEqualTo(first);
  }

  @Test
  void whatIsPublishedAndFinishedCountsBySecond() {
    TopicStats.Part busy = stats.partition(ORDERS, 0);
    stats.partition(ORDERS, 1);
    ChannelStats.Part channel =
        stats.topic(ORDERS).channel(new ChannelName("archive")).partition(0);
    channel.depth().set(70); // was there before
    after(5);
    assertThat(meter.shardLoads()).as("nothing to compare with").isEmpty();

    busy.messageCount().add(1000);
    busy.messageBytes().add(200 << 10);
    channel.messageCount().add(1000);
    channel.depth().set(0); // so 1070 have left it
    channel.inFlightCount().set(15);
    channel.deferredCount().set(5);
    after(10);
    assertThat(meter.load()).isEqualTo((1000 + 200 + 1050) / 10.0);
    assertThat(meter.shardLoads())
        .isEqualTo(Map.of(first, meter.load() + IDLE, shards.of(ORDERS, 1), IDLE));

    after(5);
    assertThat(meter.load()).as("silent since").isZero();
  }

  @Test
  void itLooksNoMoreOftenThanItShould() {
    TopicStats.Part part = stats.partition(ORDERS, 0);
    after(5);
    meter.shardLoads();
    part.messageCount().add(100);
    after(4);
    assertThat(meter.load()).isZero();
    after(1);
    assertThat(meter.load()).isEqualTo(20);
  }

  @Test
  void aPartitionThatLeavesAndComesBackBeginsAnew() {
    stats.partition(ORDERS, 0).messageCount().add(1000);
    after(5);
    meter.shardLoads();
    stats.removePartition(ORDERS, 0);
    after(5);
    assertThat(meter.shardLoads()).isEmpty();
    stats.partition(ORDERS, 0).messageCount().add(500);
    after(5);
    assertThat(meter.load()).isZero();
    after(5);
    assertThat(meter.shardLoads()).isEqualTo(Map.of(first, IDLE));
  }

  private void after(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
