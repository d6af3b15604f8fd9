package io.herald.broker.topic;

/**
 * Where a new life of a topic begins to count. Not at 0, but at a number that grows with time:
 * message ids are made of offsets, and a topic that is deleted and created again must not issue an
 * id twice, because clients recognise repeated messages by it.
 *
 * <pre>
 *  47                                 12 11          0
 * ┌─────────────────────────────────────┬─────────────┐
 * │ 16 ms steps since 2024 (36 bits)    │ 0           │   lasts until 2058, for topics that live
 * └─────────────────────────────────────┴─────────────┘   under 256,000 messages a second on average
 * </pre>
 */
final class FirstOffset {
  private static final long EPOCH_MILLIS = 1_704_067_200_000L;

  private FirstOffset() {}

  /** The first offset of a topic life that began at {@code millis} since 1970. */
  static long of(long millis) {
    return Math.max(0, millis - EPOCH_MILLIS) >> 4 << 12;
  }
}
