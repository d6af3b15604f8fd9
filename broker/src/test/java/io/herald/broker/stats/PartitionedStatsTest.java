package io.herald.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartitionedStatsTest {
  private static final TopicName ORDERS = new TopicName("orders");
  private static final ChannelName BILLING = new ChannelName("billing");

  private final BrokerStats stats = new BrokerStats(Instant.EPOCH);

  private static ClientStats client(String address) {
    return new ClientStats(address, ClientIdentity.unknown("a"), Instant.EPOCH);
  }

  @Test
  void readersSeeTheSumOfTheParts() {
    stats.partition(ORDERS, 0).depth().set(3);
    stats.partition(ORDERS, 5).depth().set(4);
    stats.partition(ORDERS, 0).depth().set(2);
    assertThat(stats.topic(ORDERS).depth.value()).isEqualTo(6);
    ChannelStats channel = stats.topic(ORDERS).channel(BILLING);
    channel.partition(0).inFlightCount().set(1);
    channel.partition(5).inFlightCount().set(10);
    assertThat(channel.inFlightCount.value()).isEqualTo(11);
  }

  @Test
  void aTopicGoesWithItsLastPartition() {
    stats.partition(ORDERS, 0).messageCount().set(3);
    stats.partition(ORDERS, 1).messageCount().set(4);
    ChannelStats channel = stats.topic(ORDERS).channel(BILLING);
    channel.partition(0).depth().set(7);
    channel.partition(1).depth().set(8);
    stats.removePartition(ORDERS, 0);
    assertThat(stats.topics().get(ORDERS).messageCount.value()).isEqualTo(4);
    assertThat(channel.depth.value()).isEqualTo(8);
    stats.removePartition(ORDERS, 1);
    assertThat(stats.topics()).isEmpty();
  }

  @Test
  void aPartitionThatComesBackBeginsAnew() {
    stats.partition(ORDERS, 0).depth().set(3);
    stats.partition(ORDERS, 1).depth().set(4);
    stats.removePartition(ORDERS, 0);
    stats.partition(ORDERS, 0).depth().set(1);
    assertThat(stats.topic(ORDERS).depth.value()).isEqualTo(5);
  }

  @Test
  void aClientOfSeveralPartitionsIsOneClient() {
    ChannelStats channel = stats.topic(ORDERS).channel(BILLING);
    ClientStats first = channel.add(7, 0, client("a:1"));
    ClientStats second = channel.add(7, 1, client("a:1")); // as it comes from another node
    assertThat(second).isSameAs(first);
    first.partition(0).readyCount().set(10);
    second.partition(1).readyCount().set(20);
    second.partition(1).finishCount().set(5);
    assertThat(channel.clients()).containsExactly(first);
    assertThat(first.readyCount.value()).isEqualTo(30);
    channel.remove(7, 1);
    assertThat(channel.clients()).containsExactly(first);
    assertThat(first.readyCount.value()).isEqualTo(10);
    assertThat(first.finishCount.value()).isEqualTo(5);
    channel.remove(7, 0);
    assertThat(channel.clients()).isEmpty();
  }

  @Test
  void clientsOfAPartitionThatLeavesAreGoneFromIt() {
    ChannelStats channel = stats.topic(ORDERS).channel(BILLING);
    stats.partition(ORDERS, 0);
    stats.partition(ORDERS, 1);
    channel.add(7, 0, client("a:1"));
    channel.add(8, 0, client("b:1"));
    channel.add(8, 1, client("b:1"));
    stats.removePartition(ORDERS, 0);
    assertThat(channel.clients()).extracting(ClientStats::remoteAddress).containsExactly("b:1");
  }
}
