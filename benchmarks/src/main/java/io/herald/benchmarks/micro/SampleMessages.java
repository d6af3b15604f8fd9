package io.herald.benchmarks.micro;

import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.util.Random;

/** Messages of {@value #BODY_BYTES} bytes, the size that {@code herald bench} sends. */
final class SampleMessages {
  static final int BODY_BYTES = 200;
  static final int FRAME_BYTES = MessageFrame.HEADER_BYTES + BODY_BYTES;

  /** A time in 2026, in nanoseconds since 1970. */
  static final long TIMESTAMP_NANOS = 1_790_000_000_000_000_000L;

  private SampleMessages() {}

  /** Bytes of {@code count} bodies, one behind the other; always the same ones. */
  static byte[] bodies(int count) {
    byte[] bodies = new byte[count * BODY_BYTES];
    new Random(1).nextBytes(bodies);
    return bodies;
  }

  /** {@code count} frames without ids, as a connection hands them to a partition. */
  static byte[] frames(int count) {
    byte[] bodies = bodies(count);
    byte[] frames = new byte[count * FRAME_BYTES];
    int at = 0;
    for (int n = 0; n < count; n++) {
      at = MessageFrame.layOut(frames, at, bodies, n * BODY_BYTES, BODY_BYTES);
    }
    return frames;
  }

  /** {@code count} messages from offset 0 on, as a partition stores them. */
  static MessageBatch batch(int count) {
    return MessageBatch.stamped(0, 0, count, frames(count), Deferrals.NONE, TIMESTAMP_NANOS);
  }
}
