package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One of the parts the registry is cut into (see the package's description): the topics and the
 * producers whose hash falls here. Immutable.
 *
 * @param topics by topic name
 * @param producers by owning node
 * @param horizon what is no younger and is missing here has been dropped for good; 0 in a change
 */
record RegistryPart(
    Map<String, TopicRows> topics, Map<NodeId, ProducerSlot> producers, long horizon) {
  static final RegistryPart EMPTY = new RegistryPart(Map.of(), Map.of(), 0);

  static RegistryPart change(String topic, TopicRows change) {
    return new RegistryPart(Map.of(topic, change), Map.of(), 0);
  }

  static RegistryPart change(NodeId owner, ProducerSlot slot) {
    return new RegistryPart(Map.of(), Map.of(owner, slot), 0);
  }

  TopicRows topic(String name) {
    return topics.getOrDefault(name, TopicRows.NONE);
  }

  ProducerSlot slot(NodeId owner) {
    return producers.getOrDefault(owner, ProducerSlot.NONE);
  }

  /** How many topics and channels are listed in it. */
  int rowCount() {
    int count = 0;
    for (TopicRows topic : topics.values()) {
      for (RowLife life : topic.rows().values()) {
        count += life.isLive() ? 1 : 0;
      }
    }
    return count;
  }

  RegistryPart join(RegistryPart other) {
    Map<String, TopicRows> joined = new HashMap<>();
    topics.forEach(
        (name, mine) -> {
          TopicRows theirs = other.topic(name);
          boolean settled = theirs.isEmpty() && other.horizon == 0;
          joined.put(name, settled ? mine : mine.join(horizon, theirs, other.horizon));
        });
    other.topics.forEach(
        (name, theirs) -> {
          if (!topics.containsKey(name)) {
            joined.put(name, TopicRows.NONE.join(horizon, theirs, other.horizon));
          }
        });
    joined.values().removeIf(TopicRows::isEmpty);
    return new RegistryPart(
        Map.copyOf(joined),
        Joins.join(
            producers,
            horizon,
            other.producers,
            other.horizon,
            ProducerSlot::join,
            ProducerSlot::version),
        Math.max(horizon, other.horizon));
  }

  /**
   * This part without what is over and old enough that every node has heard of it: removed rows,
   * emptied slots, expired tombstones, and the slots of nodes that are gone. A removed row stays
   * while a slot holds registrations that it covers, or they would return with the row.
   */
  RegistryPart settled(long upTo, Predicate<NodeId> gone) {
    Map<String, TopicRows> kept = new HashMap<>();
    topics.forEach((name, rows) -> kept.put(name, settled(rows, upTo, gone)));
    kept.values().removeIf(TopicRows::isEmpty);
    Map<NodeId, ProducerSlot> slots = new HashMap<>(producers);
    slots
        .entrySet()
        .removeIf(
            slot ->
                slot.getValue().version() <= upTo
                    && (slot.getValue().producers().isEmpty() || gone.test(slot.getKey())));
    if (kept.equals(topics) && slots.equals(producers)) {
      return this;
    }
    return new RegistryPart(Map.copyOf(kept), Map.copyOf(slots), Math.max(horizon, upTo));
  }

  private static TopicRows settled(TopicRows topic, long upTo, Predicate<NodeId> gone) {
    Map<String, RowLife> rows = new HashMap<>(topic.rows());
    rows.entrySet()
        .removeIf(
            row ->
                !row.getValue().isLive()
                    && row.getValue().latest() <= upTo
                    && topic.slots().values().stream()
                        .allMatch(slot -> slot.producers(row.getKey()).isEmpty()));
    Map<NodeId, OwnerSlot> slots = new HashMap<>(topic.slots());
    slots
        .entrySet()
        .removeIf(
            slot ->
                slot.getValue().version() <= upTo
                    && (slot.getValue().isEmpty() || gone.test(slot.getKey())));
    Map<ProducerId, Tombstone> tombstones = new HashMap<>(topic.tombstones());
    tombstones.values().removeIf(tombstone -> tombstone.stamp() <= upTo);
    return new TopicRows(Map.copyOf(rows), Map.copyOf(slots), Map.copyOf(tombstones));
  }
}
