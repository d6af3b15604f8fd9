package io.herald.lookup.registry;

import akka.cluster.ddata.Key;

/** The name under which Distributed Data keeps one {@link RegistryPart}. */
final class PartKey extends Key<ReplicatedPart> {
  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "herald-lookup-";

  private PartKey(String id) {
    super(id);
  }

  static PartKey of(int index) {
    return new PartKey(PREFIX + index);
  }

  static int index(Key<ReplicatedPart> key) {
    return Integer.parseInt(key.id().substring(PREFIX.length()));
  }
}
