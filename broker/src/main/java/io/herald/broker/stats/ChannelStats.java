package io.herald.broker.stats;

import io.herald.protocol.name.ChannelName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One channel as /stats shows it: the sum of what its actors on this node, one for each partition,
 * write. Counts begin anew at each start where nothing else is said.
 */
public final class ChannelStats {
  private final ChannelName name;
  private final Map<Long, Client> clients = new ConcurrentHashMap<>();
  private volatile boolean paused;

  /** Messages that wait for delivery: neither in flight nor deferred. */
  public final PartitionedCounter depth = new PartitionedCounter();

  /** Those of {@link #depth} that must be read from the store. */
  public final PartitionedCounter backendDepth = new PartitionedCounter();

  /** Delivered and not finished. */
  public final PartitionedCounter inFlightCount = new PartitionedCounter();

  /** Waiting for their time (DPUB, REQ with a delay). */
  public final PartitionedCounter deferredCount = new PartitionedCounter();

  /** Messages the channel has been given. */
  public final PartitionedCounter messageCount = new PartitionedCounter();

  /** Messages put back by REQ. */
  public final PartitionedCounter requeueCount = new PartitionedCounter();

  /** Messages put back because their time-out passed. */
  public final PartitionedCounter timeoutCount = new PartitionedCounter();

  /** Messages dropped unfinished because the topic was full, since the channel began. */
  public final PartitionedCounter droppedCount = new PartitionedCounter();

  /** Messages that went to the dead-letter topic in the channel's life, not since the start. */
  public final PartitionedCounter deadLetteredCount = new PartitionedCounter();

  /** Messages that were too old to be delivered, in the channel's life. */
  public final PartitionedCounter expiredCount = new PartitionedCounter();

  /** What the channel's actor on one partition writes. */
  public record Part(
      Counter depth,
      Counter backendDepth,
      Counter inFlightCount,
      Counter deferredCount,
      Counter messageCount,
      Counter requeueCount,
      Counter timeoutCount,
      Counter droppedCount,
      Counter deadLetteredCount,
      Counter expiredCount) {}

  /** A consumer, and the partitions that it consumes from. */
  private record Client(ClientStats stats, Set<Integer> partitions) {
    static Client of(ClientStats stats) {
      return new Client(stats, Set.of());
    }

    Client with(int partition) {
      Set<Integer> more = new TreeSet<>(partitions);
      more.add(partition);
      return new Client(stats, more);
    }

    /** Null if it was the last partition. */
    Client without(int partition) {
      Set<Integer> fewer = new TreeSet<>(partitions);
      fewer.remove(partition);
      stats.left(partition);
      return fewer.isEmpty() ? null : new Client(stats, fewer);
    }
  }

  public ChannelStats(ChannelName name) {
    this.name = name;
  }

  /** The channel's name. */
  public ChannelName name() {
    return name;
  }

  /** Whether delivery is paused. */
  public boolean paused() {
    return paused;
  }

  /** Sets whether delivery is paused. */
  public void paused(boolean nowPaused) {
    paused = nowPaused;
  }

  /** The part of a partition, made on first use. */
  public Part partition(int index) {
    return new Part(
        depth.of(index),
        backendDepth.of(index),
        inFlightCount.of(index),
        deferredCount.of(index),
        messageCount.of(index),
        requeueCount.of(index),
        timeoutCount.of(index),
        droppedCount.of(index),
        deadLetteredCount.of(index),
        expiredCount.of(index));
  }

  /** The partition is no longer on this node. */
  void removePartition(int index) {
    for (PartitionedCounter counter :
        List.of(
            depth,
            backendDepth,
            inFlightCount,
            deferredCount,
            messageCount,
            requeueCount,
            timeoutCount,
            droppedCount,
            deadLetteredCount,
            expiredCount)) {
      counter.remove(index);
    }
    clients.keySet().forEach(connectionId -> remove(connectionId, index));
  }

  /** The consumers, in no order. */
  public Collection<ClientStats> clients() {
    return clients.values().stream().map(Client::stats).toList();
  }

  /**
   * A consumer has subscribed to a partition.
   *
   * @return where its counters are: a connection of another node comes with stats of its own to
   *     each partition, and the first are kept
   */
  public ClientStats add(long connectionId, int partition, ClientStats client) {
    return clients
        .compute(
            connectionId,
            (id, known) -> (known == null ? Client.of(client) : known).with(partition))
        .stats();
  }

  /** A consumer has left a partition. */
  public void remove(long connectionId, int partition) {
    clients.computeIfPresent(connectionId, (id, known) -> known.without(partition));
  }
}
