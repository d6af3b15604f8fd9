package io.herald.protocol.message;

/**
 * Consecutive messages of one partition as complete wire frames in one array. The same bytes go to
 * disk and, as slices, to every consumer; nobody changes them after {@link #stamped}.
 *
 * @param baseOffset offset of the first message
 * @param count how many messages, at least 1
 * @param bytes holds the frames
 * @param from where the first frame begins
 * @param to where the last frame ends
 * @param deferrals which of them wait for their time
 * @param origin where they come from
 */
public record MessageBatch(
    long baseOffset,
    int count,
    byte[] bytes,
    int from,
    int to,
    Deferrals deferrals,
    BatchOrigin origin) {

  /** A batch of unknown origin. */
  public MessageBatch(
      long baseOffset, int count, byte[] bytes, int from, int to, Deferrals deferrals) {
    this(baseOffset, count, bytes, from, to, deferrals, BatchOrigin.UNKNOWN);
  }

  /**
   * Gives {@code count} frames their ids and timestamps, and so makes them a batch of unknown
   * origin.
   *
   * @param deferrals counted from 0
   */
  public static MessageBatch stamped(
      int partition,
      long baseOffset,
      int count,
      byte[] frames,
      Deferrals deferrals,
      long timestampNanos) {
    int at = 0;
    for (int index = 0; index < count; index++) {
      MessageFrame.stamp(
          frames, at, MessageId.of(partition, baseOffset + index), timestampNanos + index);
      at = MessageFrame.next(frames, at);
    }
    return new MessageBatch(baseOffset, count, frames, 0, at, deferrals.shifted(baseOffset));
  }

  /** The same messages, of this origin. */
  public MessageBatch of(BatchOrigin known) {
    return new MessageBatch(baseOffset, count, bytes, from, to, deferrals, known);
  }

  /** The address that the message at {@code offset} came from; empty = unknown. */
  public String publisher(long offset) {
    return origin.publishers().of((int) (offset - baseOffset));
  }

  /** When the first message was published, in milliseconds since 1970. */
  public long publishedMillis() {
    return MessageFrame.timestampNanos(bytes, from) / 1_000_000;
  }

  /** The offset behind the last message. */
  public long endOffset() {
    return baseOffset + count;
  }

  /** How many bytes the frames take. */
  public int sizeBytes() {
    return to - from;
  }

  /** When a message was published, or is due if it was published for later; in ms since 1970. */
  public long bornMillis(long offset) {
    return Math.max(publishedMillis(), deferrals.dueMillisOf(offset));
  }

  /** Whether the message at {@code offset} is here. */
  public boolean contains(long offset) {
    return offset >= baseOffset && offset < endOffset();
  }

  /** Where the frame of {@code offset} begins; {@code offset} may be {@link #endOffset}. */
  public int position(long offset) {
    if (offset == endOffset()) {
      return to;
    }
    return skip(from, (int) (offset - baseOffset));
  }

  /** Where the frame {@code frames} behind the one at {@code position} begins. */
  public int skip(int position, int frames) {
    int at = position;
    for (int left = frames; left > 0; left--) {
      at = MessageFrame.next(bytes, at);
    }
    return at;
  }

  /** The rest of this batch from {@code offset} on; {@code offset} lies inside it. */
  public MessageBatch from(long offset) {
    if (offset == baseOffset) {
      return this;
    }
    int passed = (int) (offset - baseOffset);
    return new MessageBatch(
        offset,
        count - passed,
        bytes,
        skip(from, passed),
        to,
        deferrals,
        origin.from(passed, offset));
  }
}
