package io.herald.broker.stats;

import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Everything /stats shows of a node, always current, read without asking an actor. */
public final class BrokerStats {
  private final Instant startedAt;
  private final ConcurrentNavigableMap<TopicName, TopicStats> topics =
      new ConcurrentSkipListMap<>();
  private final Map<Long, ClientStats> connections = new ConcurrentHashMap<>();
  private final ConnectionCounters connectionCounters = new ConnectionCounters();

  public BrokerStats(Instant startedAt) {
    this.startedAt = startedAt;
  }

  /** When the node started. */
  public Instant startedAt() {
    return startedAt;
  }

  /** The topics by name. */
  public NavigableMap<TopicName, TopicStats> topics() {
    return topics;
  }

  /** The stats of a topic, made on first use. */
  public TopicStats topic(TopicName topic) {
    return topics.computeIfAbsent(topic, TopicStats::new);
  }

  /** The stats of a partition of a topic, made on first use. */
  public synchronized TopicStats.Part partition(TopicName topic, int index) {
    return topic(topic).partition(index);
  }

  /** A partition has left the node; the topic goes with the last one. */
  public synchronized void removePartition(TopicName topic, int index) {
    TopicStats known = topics.get(topic);
    if (known != null) {
      known.removePartition(index);
      if (known.hasNoPartition()) {
        topics.remove(topic);
      }
    }
  }

  /** The topic is deleted. */
  public void remove(TopicName topic) {
    topics.remove(topic);
  }

  /** All TCP connections; those with {@link ClientStats#published} are /stats' producers. */
  public Collection<ClientStats> connections() {
    return connections.values();
  }

  /** How many connections there are on all ports, and how many were refused. */
  public ConnectionCounters connectionCounters() {
    return connectionCounters;
  }

  /** A client has connected. */
  public void add(long connectionId, ClientStats client) {
    connections.put(connectionId, client);
  }

  /** A client has gone. */
  public void remove(long connectionId) {
    connections.remove(connectionId);
  }
}
