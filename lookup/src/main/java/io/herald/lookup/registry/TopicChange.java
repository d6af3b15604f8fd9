package io.herald.lookup.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Collects what one change writes to a topic, in the shape that is joined and replicated. */
final class TopicChange {
  private final TopicRows before;
  private final long stamp;
  private final Map<String, RowLife> rows = new HashMap<>();
  private final Map<NodeId, OwnerSlot> slots = new HashMap<>();
  private final Map<ProducerId, Tombstone> tombstones = new HashMap<>();

  TopicChange(TopicRows before, long stamp) {
    this.before = before;
    this.stamp = stamp;
  }

  long stamp() {
    return stamp;
  }

  /** Lists a row; also stamps one that is listed, to win over a removal not heard of yet. */
  void addRow(String row) {
    rows.put(row, new RowLife(stamp, before.life(row).removed()));
  }

  /** Takes a row off the list, and all registrations seen in it with it. */
  void removeRow(String row) {
    RowLife life = before.life(row);
    if (life.isLive()) {
      rows.put(row, new RowLife(life.added(), stamp));
    }
  }

  /** Registers a producer in a row, unless it is registered there. */
  void register(ProducerId id, String row) {
    if (!before.isRegistered(id, row)) {
      addRow(row);
      OwnerSlot slot = slots.getOrDefault(id.owner(), before.slot(id.owner()));
      slots.put(id.owner(), slot.with(row, id.serial(), stamp));
    }
  }

  /** Ends a producer's registration in a row; the row stays. */
  void unregister(ProducerId id, String row) {
    OwnerSlot slot = slots.getOrDefault(id.owner(), before.slot(id.owner()));
    if (slot.producers(row).containsKey(id.serial())) {
      slots.put(id.owner(), slot.without(row, id.serial(), stamp));
    }
  }

  /** Takes out an owner's registrations that went with their row when it was removed. */
  void forgetCovered(NodeId owner) {
    before
        .slot(owner)
        .rows()
        .forEach(
            (row, producers) ->
                producers.forEach(
                    (serial, registered) -> {
                      if (registered <= before.life(row).removed()) {
                        unregister(new ProducerId(owner, serial), row);
                      }
                    }));
  }

  void tombstone(Collection<ProducerId> ids, long atMillis) {
    ids.forEach(id -> tombstones.put(id, new Tombstone(stamp, atMillis)));
  }

  TopicRows written() {
    return new TopicRows(Map.copyOf(rows), Map.copyOf(slots), Map.copyOf(tombstones));
  }
}
