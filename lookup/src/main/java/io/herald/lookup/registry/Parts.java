package io.herald.lookup.registry;

import java.util.Arrays;
import java.util.List;

/** The whole registry, cut into {@link #COUNT} parts by hash. Immutable. */
final class Parts {
  /** How many parts; the same on every node of every version, since keys are named by it. */
  static final int COUNT = 1024;

  static final Parts EMPTY = new Parts(emptyParts());

  private final RegistryPart[] parts;

  private Parts(RegistryPart[] parts) {
    this.parts = parts;
  }

  private static RegistryPart[] emptyParts() {
    RegistryPart[] empty = new RegistryPart[COUNT];
    Arrays.fill(empty, RegistryPart.EMPTY);
    return empty;
  }

  static int index(String topic) {
    return spread(topic.hashCode());
  }

  static int index(ProducerId id) {
    // Spelled out: every node must compute the same, and a record's own hash is not specified.
    int owner = id.owner().address().hashCode() * 31 + Long.hashCode(id.owner().incarnation());
    return spread(owner * 31 + Long.hashCode(id.serial()));
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9; // the golden ratio: neighbours land far apart
    return (mixed >>> 16) & (COUNT - 1);
  }

  RegistryPart part(int index) {
    return parts[index];
  }

  List<RegistryPart> all() {
    return Arrays.asList(parts);
  }

  Parts with(int index, RegistryPart part) {
    RegistryPart[] changed = parts.clone();
    changed[index] = part;
    return new Parts(changed);
  }

  TopicRows topic(String name) {
    return parts[index(name)].topic(name);
  }

  /** The producer as its owner last told, or null if it has disconnected. */
  ProducerState producer(ProducerId id) {
    return parts[index(id)].slot(id.owner()).producers().get(id.serial());
  }
}
