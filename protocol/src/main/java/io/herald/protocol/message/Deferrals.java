package io.herald.protocol.message;

import java.util.Arrays;

/**
 * Which messages of a batch are not to be delivered before a certain time (NSQ protocol, DPUB).
 * Sparse, because most batches have none.
 */
public final class Deferrals {
  /** No message waits. */
  public static final Deferrals NONE = new Deferrals(new int[0], new long[0]);

  private final int[] indexes;
  private final long[] dueMillis;

  /**
   * @param indexes positions in the batch, rising, from 0
   * @param dueMillis for each, when it is due, in milliseconds since 1970
   */
  public Deferrals(int[] indexes, long[] dueMillis) {
    if (indexes.length != dueMillis.length) {
      throw new IllegalArgumentException(
          indexes.length + " indexes, " + dueMillis.length + " times");
    }
    this.indexes = indexes;
    this.dueMillis = dueMillis;
  }

  /** How many messages of the batch are deferred. */
  public int size() {
    return indexes.length;
  }

  /** The batch index of the {@code n}th deferred message. */
  public int index(int n) {
    return indexes[n];
  }

  /** When the {@code n}th deferred message is due, in milliseconds since 1970. */
  public long dueMillis(int n) {
    return dueMillis[n];
  }

  /** These deferrals behind {@code earlier}, whose batch has {@code shift} messages. */
  public Deferrals after(Deferrals earlier, int shift) {
    if (size() == 0) {
      return earlier;
    }
    int[] allIndexes = Arrays.copyOf(earlier.indexes, earlier.size() + size());
    long[] allDues = Arrays.copyOf(earlier.dueMillis, earlier.size() + size());
    for (int n = 0; n < size(); n++) {
      allIndexes[earlier.size() + n] = indexes[n] + shift;
      allDues[earlier.size() + n] = dueMillis[n];
    }
    return new Deferrals(allIndexes, allDues);
  }

  /** The deferrals of the messages from index {@code start} on, renumbered from 0. */
  public Deferrals from(int start) {
    if (size() == 0 || start == 0) {
      return this;
    }
    int first = 0;
    while (first < size() && indexes[first] < start) {
      first++;
    }
    int[] rest = Arrays.copyOfRange(indexes, first, size());
    for (int n = 0; n < rest.length; n++) {
      rest[n] -= start;
    }
    return new Deferrals(rest, Arrays.copyOfRange(dueMillis, first, size()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Deferrals that
        && Arrays.equals(indexes, that.indexes)
        && Arrays.equals(dueMillis, that.dueMillis);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(indexes) + Arrays.hashCode(dueMillis);
  }
}
