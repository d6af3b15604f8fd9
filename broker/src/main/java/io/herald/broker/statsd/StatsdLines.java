package io.herald.broker.statsd;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.Counter;
import io.herald.broker.stats.MemoryStats;
import io.herald.broker.stats.PartitionedCounter;
import io.herald.broker.stats.TopicStats;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The lines that statsd is told, in nsqd's names and order (nsqd, statsd.go), each {@code
 * PREFIX.NAME:VALUE|TYPE}. Gauges ({@code g}) are values of now. Counters ({@code c}) are what has
 * been added since the round before, so one instance serves one receiver, round by round.
 *
 * <p>A topic that is deleted and created again has new {@link Counter}s, which begin at zero; so
 * what was noted of the old ones never meets the new ones. A counter that falls was restarted, and
 * all of it is new.
 */
final class StatsdLines {
  private final String prefix;
  private final boolean excludeEphemeral;
  private IdentityHashMap<Counter, Long> before = new IdentityHashMap<>();
  private IdentityHashMap<Counter, Long> now = new IdentityHashMap<>();
  private long collectionsBefore;
  private List<String> lines = new ArrayList<>();

  /**
   * Begins with nothing told yet.
   *
   * @param prefix put in front of each name; empty, or ends in a dot
   * @param excludeEphemeral whether ephemeral topics and channels are left out
   */
  StatsdLines(String prefix, boolean excludeEphemeral) {
    this.prefix = prefix;
    this.excludeEphemeral = excludeEphemeral;
  }

  /** The next round: topics by name, each followed by its channels by name. */
  List<String> next(BrokerStats stats) {
    lines = new ArrayList<>();
    now = new IdentityHashMap<>();
    for (TopicStats topic : stats.topics().values()) {
      if (!(excludeEphemeral && topic.name().isEphemeral())) {
        addTopic(topic);
      }
    }
    before = now;
    return lines;
  }

  /** The next round, with the heap behind the topics. */
  List<String> next(BrokerStats stats, MemoryStats memory) {
    next(stats);
    gauge("mem.heap_objects", memory.heapObjects());
    gauge("mem.heap_idle_bytes", memory.heapIdleBytes());
    gauge("mem.heap_in_use_bytes", memory.heapInUseBytes());
    gauge("mem.heap_released_bytes", memory.heapReleasedBytes());
    gauge("mem.gc_pause_usec_100", memory.gcPauseUsec100());
    gauge("mem.gc_pause_usec_99", memory.gcPauseUsec99());
    gauge("mem.gc_pause_usec_95", memory.gcPauseUsec95());
    gauge("mem.next_gc_bytes", memory.nextGcBytes());
    count("mem.gc_runs", memory.gcTotalRuns() - collectionsBefore);
    collectionsBefore = memory.gcTotalRuns();
    return lines;
  }

  private void addTopic(TopicStats topic) {
    String name = "topic." + topic.name() + ".";
    count(name + "message_count", added(topic.messageCount));
    count(name + "message_bytes", added(topic.messageBytes));
    gauge(name + "depth", topic.depth.value());
    gauge(name + "backend_depth", 0); // as in /stats: a topic's messages wait in its channels
    for (ChannelStats channel : topic.channels().values()) {
      if (!(excludeEphemeral && channel.name().isEphemeral())) {
        addChannel(name + "channel." + channel.name() + ".", channel);
      }
    }
  }

  private void addChannel(String name, ChannelStats channel) {
    count(name + "message_count", added(channel.messageCount));
    gauge(name + "depth", channel.depth.value());
    gauge(name + "backend_depth", channel.backendDepth.value());
    gauge(name + "in_flight_count", channel.inFlightCount.value());
    gauge(name + "deferred_count", channel.deferredCount.value());
    count(name + "requeue_count", added(channel.requeueCount));
    count(name + "timeout_count", added(channel.timeoutCount));
    gauge(name + "clients", channel.clients().size());
  }

  /** Part by part: the sum falls when a partition leaves the node. */
  private long added(PartitionedCounter counter) {
    long added = 0;
    for (Counter part : counter.parts()) {
      added += added(part);
    }
    return added;
  }

  private long added(Counter counter) {
    long value = counter.value();
    now.put(counter, value);
    Long told = before.get(counter);
    return told == null || value < told ? value : value - told;
  }

  private void gauge(String name, long value) {
    lines.add(prefix + name + ":" + value + "|g");
  }

  private void count(String name, long value) {
    lines.add(prefix + name + ":" + value + "|c");
  }
}
