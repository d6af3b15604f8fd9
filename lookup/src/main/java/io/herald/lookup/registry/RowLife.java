package io.herald.lookup.registry;

/**
 * When a row was last added and last removed; the later one holds, and removal wins a tie. Merging
 * takes the later of each, so that replicas agree in whatever order they hear of it.
 *
 * @param added stamp, 0 if never
 * @param removed stamp, 0 if never; registrations up to it went with the row
 */
record RowLife(long added, long removed) {
  static final RowLife NONE = new RowLife(0, 0);

  boolean isLive() {
    return added > removed;
  }

  long latest() {
    return Math.max(added, removed);
  }

  RowLife join(RowLife other) {
    return new RowLife(Math.max(added, other.added), Math.max(removed, other.removed));
  }
}
