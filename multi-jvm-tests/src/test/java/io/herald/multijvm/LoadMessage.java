package io.herald.multijvm;

import io.herald.client.Delivery;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A message that names itself.
 *
 * <pre>
 *   | int64 id | int64 due at, ms since 1970, or 0 | 0 to 200 bytes of padding |
 * </pre>
 */
record LoadMessage(long id, long dueAt) {
  private static final int HEADER = 16;
  private static final int MAX_PADDING = 200;
  private static final AtomicLong IDS = new AtomicLong();

  /** A new message that is due at {@code dueAt}. */
  static LoadMessage next(long dueAt) {
    return new LoadMessage(IDS.incrementAndGet(), dueAt);
  }

  static LoadMessage of(Delivery delivery) {
    ByteBuffer body = ByteBuffer.wrap(delivery.body());
    return new LoadMessage(body.getLong(), body.getLong());
  }

  byte[] body(Random random) {
    ByteBuffer body = ByteBuffer.allocate(HEADER + random.nextInt(MAX_PADDING + 1));
    return body.putLong(id).putLong(dueAt).array();
  }
}
