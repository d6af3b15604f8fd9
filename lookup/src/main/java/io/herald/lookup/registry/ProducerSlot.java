package io.herald.lookup.registry;

import java.util.HashMap;
import java.util.Map;

/**
 * The connected producers of one node; written by that node alone, as {@link OwnerSlot} is.
 *
 * @param version stamp of the last write
 * @param producers by serial
 */
record ProducerSlot(long version, Map<Long, ProducerState> producers) {
  static final ProducerSlot NONE = new ProducerSlot(0, Map.of());

  ProducerSlot join(ProducerSlot other) {
    return other.version > version ? other : this;
  }

  ProducerSlot with(long serial, ProducerState state, long stamp) {
    Map<Long, ProducerState> changed = new HashMap<>(producers);
    changed.put(serial, state);
    return new ProducerSlot(stamp, Map.copyOf(changed));
  }

  ProducerSlot without(long serial, long stamp) {
    Map<Long, ProducerState> changed = new HashMap<>(producers);
    changed.remove(serial);
    return new ProducerSlot(stamp, Map.copyOf(changed));
  }
}
