package io.herald.broker.stats;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One topic as /stats shows it: the sum of its partitions on this node, each of which writes its
 * own part. Counts begin anew at each start.
 */
public final class TopicStats {
  private final TopicName name;
  private final ConcurrentNavigableMap<ChannelName, ChannelStats> channels =
      new ConcurrentSkipListMap<>();
  private volatile boolean paused;

  /** Messages that have not been given to the channels: the topic is paused or has none. */
  public final PartitionedCounter depth = new PartitionedCounter();

  /** Messages published. */
  public final PartitionedCounter messageCount = new PartitionedCounter();

  /** Bytes of the bodies of the messages published. */
  public final PartitionedCounter messageBytes = new PartitionedCounter();

  /** Bytes that the topic's log takes in the store. */
  public final PartitionedCounter storedBytes = new PartitionedCounter();

  /** What one partition writes. */
  public record Part(
      Counter depth, Counter messageCount, Counter messageBytes, Counter storedBytes) {}

  public TopicStats(TopicName name) {
    this.name = name;
  }

  /** The topic's name. */
  public TopicName name() {
    return name;
  }

  /** The part of a partition, made on first use. */
  public Part partition(int index) {
    return new Part(
        depth.of(index), messageCount.of(index), messageBytes.of(index), storedBytes.of(index));
  }

  /** The partition is no longer on this node. */
  public void removePartition(int index) {
    depth.remove(index);
    messageCount.remove(index);
    messageBytes.remove(index);
    storedBytes.remove(index);
    channels.values().forEach(channel -> channel.removePartition(index));
  }

  /** Whether the topic has no partition on this node. */
  public boolean hasNoPartition() {
    return depth.isEmpty();
  }

  /** Whether the topic is paused. */
  public boolean paused() {
    return paused;
  }

  /** Sets whether the topic is paused. */
  public void paused(boolean nowPaused) {
    paused = nowPaused;
  }

  /** The channels by name. */
  public NavigableMap<ChannelName, ChannelStats> channels() {
    return channels;
  }

  /** The stats of a channel, made on first use. */
  public ChannelStats channel(ChannelName channel) {
    return channels.computeIfAbsent(channel, ChannelStats::new);
  }

  /** The channel is deleted. */
  public void remove(ChannelName channel) {
    channels.remove(channel);
  }
}
