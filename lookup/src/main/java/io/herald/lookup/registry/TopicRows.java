package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All that the nodes know of one topic. Immutable; a change is another {@code TopicRows} that holds
 * only what changed and is joined to this one.
 *
 * @param rows which rows exist; any node may write them, the later stamp holds
 * @param slots who registered, per owning node; each node writes its own
 * @param tombstones by producer; any node may write them
 */
record TopicRows(
    Map<String, RowLife> rows,
    Map<NodeId, OwnerSlot> slots,
    Map<ProducerId, Tombstone> tombstones) {
  static final TopicRows NONE = new TopicRows(Map.of(), Map.of(), Map.of());

  boolean isEmpty() {
    return rows.isEmpty() && slots.isEmpty() && tombstones.isEmpty();
  }

  RowLife life(String row) {
    return rows.getOrDefault(row, RowLife.NONE);
  }

  boolean isListed(String row) {
    return life(row).isLive();
  }

  OwnerSlot slot(NodeId owner) {
    return slots.getOrDefault(owner, OwnerSlot.NONE);
  }

  /** Whether a producer's registration in a row counts: the row was not removed since. */
  boolean isRegistered(ProducerId id, String row) {
    Long registered = slot(id.owner()).producers(row).get(id.serial());
    return registered != null && registered > life(row).removed();
  }

  /** The newest stamp in it: a change takes a later one, so that it wins over all it has seen. */
  long latest() {
    long latest = 0;
    for (RowLife life : rows.values()) {
      latest = Math.max(latest, life.latest());
    }
    for (OwnerSlot slot : slots.values()) {
      latest = Math.max(latest, slot.version());
    }
    for (Tombstone tombstone : tombstones.values()) {
      latest = Math.max(latest, tombstone.stamp());
    }
    return latest;
  }

  /** Who is registered in a row and still there, with the stamp of the registration. */
  Map<ProducerId, Long> producers(String row, Predicate<ProducerId> present) {
    RowLife life = life(row);
    Map<ProducerId, Long> found = new HashMap<>();
    slots.forEach(
        (owner, slot) ->
            slot.producers(row)
                .forEach(
                    (serial, stamp) -> {
                      ProducerId id = new ProducerId(owner, serial);
                      if (stamp > life.removed() && present.test(id)) {
                        found.put(id, stamp);
                      }
                    }));
    return found;
  }

  /** The tombstone of a producer that registered the topic at {@code registered}, or null. */
  Tombstone tombstone(ProducerId id, long registered) {
    Tombstone tombstone = tombstones.get(id);
    return tombstone != null && tombstone.stamp() > registered ? tombstone : null;
  }

  TopicRows join(long horizon, TopicRows other, long otherHorizon) {
    return new TopicRows(
        Joins.join(rows, horizon, other.rows, otherHorizon, RowLife::join, RowLife::latest),
        Joins.join(slots, horizon, other.slots, otherHorizon, OwnerSlot::join, OwnerSlot::version),
        Joins.join(
            tombstones,
            horizon,
            other.tombstones,
            otherHorizon,
            Tombstone::join,
            Tombstone::stamp));
  }
}
