package io.herald.broker.delivery;

import java.util.Arrays;

/**
 * Which messages of a batch are published for later (DPUB), and for when. Sparse: batches without
 * any share {@link #NONE}.
 *
 * <p>Offsets are those of the partition, so one object serves however often the rest of a batch is
 * offered again.
 */
public final class Deferrals {
  public static final Deferrals NONE = new Deferrals(new long[0], new long[0]);

  private final long[] offsets;
  private final long[] dueMillis;

  /** Takes the arrays as they are: equally long, offsets strictly rising, due in wall clock ms. */
  public Deferrals(long[] offsets, long[] dueMillis) {
    if (offsets.length != dueMillis.length) {
      throw new IllegalArgumentException("every deferred offset needs a due time");
    }
    this.offsets = offsets;
    this.dueMillis = dueMillis;
  }

  int size() {
    return offsets.length;
  }

  long offset(int index) {
    return offsets[index];
  }

  long dueMillis(int index) {
    return dueMillis[index];
  }

  /** The first entry at or behind {@code index} that lies at or above the offset and waits. */
  int nextWaiting(int index, long fromOffset, long now) {
    int next = index;
    if (next == 0 && offsets.length > 0 && offsets[0] < fromOffset) {
      int found = Arrays.binarySearch(offsets, fromOffset);
      next = found >= 0 ? found : -found - 1;
    }
    while (next < offsets.length && dueMillis[next] <= now) {
      next++;
    }
    return next;
  }
}
