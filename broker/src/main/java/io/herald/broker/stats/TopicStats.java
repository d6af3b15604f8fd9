package io.herald.broker.stats;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * One topic as /stats shows it; written by its partition actor. Counts begin anew at each start.
 */
public final class TopicStats {
  private final TopicName name;
  private final ConcurrentNavigableMap<ChannelName, ChannelStats> channels =
      new ConcurrentSkipListMap<>();
  private volatile boolean paused;

  /** Messages that have not been given to the channels: the topic is paused or has none. */
  public final Counter depth = new Counter();

  /** Messages published. */
  public final Counter messageCount = new Counter();

  /** Bytes of the bodies of the messages published. */
  public final Counter messageBytes = new Counter();

  /** Bytes that the topic's log takes in the store. */
  public final Counter storedBytes = new Counter();

  public TopicStats(TopicName name) {
    this.name = name;
  }

  /** The topic's name. */
  public TopicName name() {
    return name;
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
