package io.herald.broker.session;

/**
 * One or more complete message frames that lie side by side in an array nobody changes.
 *
 * @param array holds the frames, and others besides
 * @param from where the first begins
 * @param to where the last ends
 * @param count how many they are
 */
public record FrameSlice(byte[] array, int from, int to, int count) {

  /** How many bytes they take. */
  public int sizeBytes() {
    return to - from;
  }

  /** Whether {@code next} goes on where this one ends, so that both are one. */
  public boolean isContinuedBy(FrameSlice next) {
    return array == next.array && to == next.from;
  }

  /** This slice and the one that continues it. */
  public FrameSlice with(FrameSlice next) {
    return new FrameSlice(array, from, next.to, count + next.count);
  }
}
