package io.herald.lookup.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What takes a walk over all topics: made once for each view that is asked for it.
 *
 * @param topics that are listed, sorted
 * @param produced by producer, its topics, sorted
 */
record TopicIndex(List<String> topics, Map<ProducerId, List<Produced>> produced) {

  /**
   * A topic that a producer has registered.
   *
   * @param tombstone or null
   */
  record Produced(String topic, Tombstone tombstone) {}

  static TopicIndex of(Parts parts) {
    Map<String, TopicRows> listed = new HashMap<>();
    for (RegistryPart part : parts.all()) {
      part.topics()
          .forEach(
              (name, rows) -> {
                if (rows.isListed(RowKey.TOPIC)) {
                  listed.put(name, rows);
                }
              });
    }
    List<String> topics = listed.keySet().stream().sorted().toList();
    Map<NodeId, Map<Long, List<Produced>>> byOwner = new HashMap<>();
    topics.forEach(name -> index(name, listed.get(name), byOwner));
    Map<ProducerId, List<Produced>> produced = new HashMap<>();
    byOwner.forEach(
        (owner, bySerial) ->
            bySerial.forEach((serial, own) -> produced.put(new ProducerId(owner, serial), own)));
    return new TopicIndex(topics, produced);
  }

  private static void index(
      String name, TopicRows rows, Map<NodeId, Map<Long, List<Produced>>> byOwner) {
    long removed = rows.life(RowKey.TOPIC).removed();
    rows.slots()
        .forEach(
            (owner, slot) -> {
              Map<Long, List<Produced>> bySerial =
                  byOwner.computeIfAbsent(owner, any -> new TreeMap<>());
              slot.producers(RowKey.TOPIC)
                  .forEach(
                      (serial, stamp) -> {
                        if (stamp > removed) {
                          Tombstone tombstone =
                              rows.tombstones().isEmpty()
                                  ? null
                                  : rows.tombstone(new ProducerId(owner, serial), stamp);
                          bySerial
                              .computeIfAbsent(serial, any -> new ArrayList<>())
                              .add(new Produced(name, tombstone));
                        }
                      });
            });
  }

  List<Produced> of(ProducerId id) {
    return produced.getOrDefault(id, List.of());
  }
}
