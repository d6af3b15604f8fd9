package io.herald.lookup.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * nsqlookupd's RegistrationDB and handlers written down plainly, to compare with. One rule is ours:
 * an ephemeral row goes whenever its last producer does, also by disconnecting.
 */
final class PlainRegistrationDb {
  private record Row(String category, String key, String subKey) {}

  private static final class Peer {
    private final long id;
    private final Producer info;
    private Instant lastUpdate;

    Peer(long id, Producer info, Instant lastUpdate) {
      this.id = id;
      this.info = info;
      this.lastUpdate = lastUpdate;
    }
  }

  private static final class Entry {
    private final Peer peer;
    private Instant tombstonedAt;

    Entry(Peer peer) {
      this.peer = peer;
    }

    boolean isTombstoned(Duration lifetime, Instant now) {
      return tombstonedAt != null && Duration.between(tombstonedAt, now).compareTo(lifetime) < 0;
    }
  }

  private static final Row CLIENTS = new Row("client", "", "");

  private final Map<Row, Map<Long, Entry>> rows = new HashMap<>();
  private final Map<Long, Peer> peers = new HashMap<>();
  private final RegistryRules rules;

  PlainRegistrationDb(RegistryRules rules) {
    this.rules = rules;
  }

  void identify(long id, Producer info, Instant now) {
    Peer peer = new Peer(id, info, now);
    peers.put(id, peer);
    add(CLIENTS, peer);
  }

  void ping(long id, Instant now) {
    peers.get(id).lastUpdate = now;
  }

  void register(long id, String topic, String channel) {
    if (!channel.isEmpty()) {
      add(new Row("channel", topic, channel), peers.get(id));
    }
    add(new Row("topic", topic, ""), peers.get(id));
  }

  void unregister(long id, String topic, String channel) {
    if (!channel.isEmpty()) {
      remove(new Row("channel", topic, channel), id);
    } else {
      channelRows(topic).stream()
          .filter(row -> rows.get(row).containsKey(id))
          .forEach(row -> remove(row, id));
      remove(new Row("topic", topic, ""), id);
    }
  }

  void disconnect(long id) {
    peers.remove(id);
    for (Row row : List.copyOf(rows.keySet())) {
      if (rows.get(row).containsKey(id)) {
        remove(row, id);
      }
    }
  }

  void createTopic(String topic) {
    rows.computeIfAbsent(new Row("topic", topic, ""), row -> new HashMap<>());
  }

  void createChannel(String topic, String channel) {
    rows.computeIfAbsent(new Row("channel", topic, channel), row -> new HashMap<>());
    createTopic(topic);
  }

  void deleteTopic(String topic) {
    channelRows(topic).forEach(rows::remove);
    rows.remove(new Row("topic", topic, ""));
  }

  boolean deleteChannel(String topic, String channel) {
    return rows.remove(new Row("channel", topic, channel)) != null;
  }

  void tombstone(String topic, String node, Instant now) {
    for (Entry entry : entries(new Row("topic", topic, ""))) {
      if (entry.peer.info.node().equals(node)) {
        entry.tombstonedAt = now;
      }
    }
  }

  Optional<LookupAnswer> lookup(String topic, Instant now) {
    Row row = new Row("topic", topic, "");
    if (!rows.containsKey(row)) {
      return Optional.empty();
    }
    List<Producer> producers =
        entries(row).stream()
            .filter(entry -> isActive(entry, now))
            .filter(entry -> !entry.isTombstoned(rules.tombstoneLifetime(), now))
            .map(entry -> entry.peer.info)
            .toList();
    return Optional.of(new LookupAnswer(channels(topic), producers));
  }

  List<String> topics() {
    return rows.keySet().stream()
        .filter(row -> row.category().equals("topic"))
        .map(Row::key)
        .sorted()
        .toList();
  }

  List<String> channels(String topic) {
    return channelRows(topic).stream().map(Row::subKey).sorted().toList();
  }

  List<NodeAnswer> nodes(Instant now) {
    List<NodeAnswer> nodes = new ArrayList<>();
    for (Entry client : entries(CLIENTS)) {
      if (!isActive(client, now)) {
        continue;
      }
      Map<String, Boolean> topics = new TreeMap<>();
      rows.forEach(
          (row, entries) -> {
            Entry entry = entries.get(client.peer.id);
            if (row.category().equals("topic") && entry != null) {
              topics.put(row.key(), entry.isTombstoned(rules.tombstoneLifetime(), now));
            }
          });
      nodes.add(
          new NodeAnswer(
              client.peer.info, List.copyOf(topics.keySet()), List.copyOf(topics.values())));
    }
    return nodes;
  }

  Map<String, List<DebugAnswer>> debug() {
    Map<String, List<DebugAnswer>> debug = new LinkedHashMap<>();
    for (Row row : rows.keySet()) {
      List<DebugAnswer> answers = new ArrayList<>();
      for (Entry entry : entries(row)) {
        answers.add(
            new DebugAnswer(
                entry.peer.info, entry.peer.lastUpdate, Optional.ofNullable(entry.tombstonedAt)));
      }
      if (!answers.isEmpty()) {
        debug.put(row.category() + ":" + row.key() + ":" + row.subKey(), answers);
      }
    }
    return debug;
  }

  private List<Row> channelRows(String topic) {
    return rows.keySet().stream()
        .filter(row -> row.category().equals("channel") && row.key().equals(topic))
        .toList();
  }

  private List<Entry> entries(Row row) {
    return new TreeMap<>(rows.getOrDefault(row, Map.of())).values().stream().toList();
  }

  private void add(Row row, Peer peer) {
    rows.computeIfAbsent(row, any -> new HashMap<>()).putIfAbsent(peer.id, new Entry(peer));
  }

  private void remove(Row row, long id) {
    Map<Long, Entry> entries = rows.get(row);
    if (entries == null) {
      return;
    }
    entries.remove(id);
    String name = row.category().equals("topic") ? row.key() : row.subKey();
    if (entries.isEmpty() && name.endsWith("#ephemeral")) {
      rows.remove(row);
    }
  }

  private boolean isActive(Entry entry, Instant now) {
    Duration silence = Duration.between(entry.peer.lastUpdate, now);
    return silence.compareTo(rules.inactiveProducerTimeout()) <= 0;
  }
}
