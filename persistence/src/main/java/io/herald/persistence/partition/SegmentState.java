package io.herald.persistence.partition;

/**
 * What a segment knows of itself: a few numbers, never its messages.
 *
 * @param nextOffset the offset behind its last message; −1 while it is empty and knows no base
 * @param bytes of frames
 * @param lastSequenceNr of its last event
 * @param index where offsets are
 * @param unindexedBytes since the last entry of the index
 * @param lostMessages messages whose events could not be read any more when the state was recovered
 * @param keys that its messages were published under, without those that are forgotten
 */
public record SegmentState(
    long nextOffset,
    long bytes,
    long lastSequenceNr,
    SparseIndex index,
    long unindexedBytes,
    long lostMessages,
    KeyLog keys) {

  /** A segment without events. */
  public static final SegmentState EMPTY =
      new SegmentState(-1, 0, 0, SparseIndex.EMPTY, 0, 0, KeyLog.EMPTY);

  /** One index entry for so many bytes of frames. */
  private static final long INDEX_BYTES = 256 * 1024;

  /** The state behind {@code event}, which has this sequence number. */
  public SegmentState apply(MessagesAppended event, long sequenceNr) {
    long gap = nextOffset < 0 ? 0 : event.batch().baseOffset() - nextOffset;
    boolean isIndexed = index.size() == 0 || unindexedBytes >= INDEX_BYTES;
    int size = event.batch().sizeBytes();
    return new SegmentState(
        event.batch().endOffset(),
        bytes + size,
        sequenceNr,
        isIndexed ? index.with(event.batch().baseOffset(), sequenceNr) : index,
        isIndexed ? size : unindexedBytes + size,
        lostMessages + gap,
        keys.with(event.batch()));
  }
}
