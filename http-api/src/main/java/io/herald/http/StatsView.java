package io.herald.http;

import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.stats.Counter;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of the counters that a /stats request asks for, with nsqd's rules of what is left out.
 *
 * @param topic only this topic; empty = all
 * @param channel only this channel; empty = all
 * @param includeClients whether clients are listed, not only counted
 * @param includeMemory whether the heap is shown
 * @param onlyItsProducers whether producers of other topics are left out, which nsqd lists with no
 *     count
 */
record StatsView(
    BrokerStats stats,
    String topic,
    String channel,
    boolean includeClients,
    boolean includeMemory,
    boolean onlyItsProducers) {

  static StatsView of(BrokerStats stats, QueryParameters query, boolean onlyItsProducers) {
    return new StatsView(
        stats,
        query.find("topic").orElse(""),
        query.find("channel").orElse(""),
        includes(query, "include_clients"),
        includes(query, "include_mem"),
        onlyItsProducers);
  }

  /**
   * Nothing if the topic asked for is unknown; topics without the channel asked for are left out.
   */
  Optional<Collection<TopicStats>> topics() {
    if (topic.isEmpty()) {
      return Optional.of(withChannel(stats.topics().values()));
    }
    return find(topic).map(found -> withChannel(List.of(found)));
  }

  Collection<ChannelStats> channels(TopicStats of) {
    return channel.isEmpty()
        ? of.channels().values()
        : Optional.ofNullable(of.channels().get(new ChannelName(channel))).stream().toList();
  }

  /** Connections that have published; none at all if the topic asked for is unknown. */
  List<ClientStats> producers() {
    if (!includeClients || topics().isEmpty()) {
      return List.of();
    }
    return stats.connections().stream()
        .filter(
            client ->
                !(onlyItsProducers ? published(client) : client.published().entrySet()).isEmpty())
        .toList();
  }

  /** What the client has published to the topics asked for. */
  List<Map.Entry<TopicName, Counter>> published(ClientStats client) {
    return client.published().entrySet().stream()
        .filter(entry -> topic.isEmpty() || entry.getKey().value().equals(topic))
        .toList();
  }

  private Optional<TopicStats> find(String name) {
    return TopicName.isValid(name)
        ? Optional.ofNullable(stats.topics().get(new TopicName(name)))
        : Optional.empty();
  }

  private Collection<TopicStats> withChannel(Collection<TopicStats> all) {
    if (channel.isEmpty()) {
      return all;
    }
    if (!ChannelName.isValid(channel)) {
      return List.of();
    }
    ChannelName name = new ChannelName(channel);
    return all.stream().filter(one -> one.channels().containsKey(name)).toList();
  }

  /** nsqd's switch that is on unless it is {@code false} or {@code 0}. */
  private static boolean includes(QueryParameters query, String key) {
    return query.flag(key, true);
  }
}
