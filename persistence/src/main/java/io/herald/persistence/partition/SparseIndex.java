package io.herald.persistence.partition;

import java.util.Arrays;

/**
 * Where in a segment an offset is: for some offsets, the sequence number of the event that begins
 * with it. Immutable; one entry per so many bytes.
 */
public final class SparseIndex {
  /** Nothing is indexed. */
  public static final SparseIndex EMPTY = new SparseIndex(new long[0], new long[0]);

  private final long[] offsets;
  private final long[] sequenceNrs;

  /**
   * Takes the arrays as they are.
   *
   * @param offsets rising
   * @param sequenceNrs for each offset
   */
  public SparseIndex(long[] offsets, long[] sequenceNrs) {
    this.offsets = offsets;
    this.sequenceNrs = sequenceNrs;
  }

  /** How many entries there are. */
  public int size() {
    return offsets.length;
  }

  /** The offset of entry {@code n}. */
  public long offset(int n) {
    return offsets[n];
  }

  /** The sequence number of entry {@code n}. */
  public long sequenceNr(int n) {
    return sequenceNrs[n];
  }

  /** This index and one more entry. */
  public SparseIndex with(long offset, long sequenceNr) {
    long[] moreOffsets = Arrays.copyOf(offsets, offsets.length + 1);
    long[] moreSequenceNrs = Arrays.copyOf(sequenceNrs, offsets.length + 1);
    moreOffsets[offsets.length] = offset;
    moreSequenceNrs[offsets.length] = sequenceNr;
    return new SparseIndex(moreOffsets, moreSequenceNrs);
  }

  /** A sequence number at or before the event that holds {@code offset}. */
  public long floorSequenceNr(long offset) {
    int found = Arrays.binarySearch(offsets, offset);
    int entry = found >= 0 ? found : -found - 2;
    return entry < 0 ? 1 : sequenceNrs[entry];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SparseIndex that
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(sequenceNrs, that.sequenceNrs);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(sequenceNrs);
  }
}
