package io.herald.multijvm;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Messages from 1 byte to 1 MiB, the same from the same seed: 90 % below 200 bytes, 9 % below 2 KB,
 * nearly 1 % below 32 KB, one in 5000 anything up to 1 MiB; the first two are the smallest and the
 * largest. Their bytes are cut from one pool, half noise and half repetition, so that making and
 * comparing them costs next to nothing.
 */
final class MixedMessages {
  private static final int SIZE_MAX = 1 << 20;
  private static final int POOL = 3 << 20;
  private static final int RUN = 64;

  private final byte[] pool = new byte[POOL];
  private final int[] sizes;
  private final int[] offsets;

  MixedMessages(long seed, int count) {
    Random random = new Random(seed);
    random.nextBytes(pool);
    for (int at = 0; at + 2 * RUN < POOL; at += 2 * RUN) {
      System.arraycopy(pool, at, pool, at + RUN, RUN);
    }
    sizes = new int[count];
    offsets = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = i == 0 ? 1 : i == 1 ? SIZE_MAX : size(random);
      offsets[i] = random.nextInt(POOL - sizes[i]);
    }
  }

  private static int size(Random random) {
    int kind = random.nextInt(10_000);
    if (kind < 9000) {
      return 1 + random.nextInt(200);
    }
    if (kind < 9900) {
      return 1 + random.nextInt(2000);
    }
    return 1 + random.nextInt(kind < 9998 ? 32_000 : SIZE_MAX);
  }

  int count() {
    return sizes.length;
  }

  int size(int index) {
    return sizes[index];
  }

  long totalBytes() {
    long total = 0;
    for (int size : sizes) {
      total += size;
    }
    return total;
  }

  /** The bytes of one message, to be read. */
  ByteBuffer body(int index) {
    return ByteBuffer.wrap(pool, offsets[index], sizes[index]).asReadOnlyBuffer();
  }

  /** A copy of the bytes of one message. */
  byte[] copy(int index) {
    byte[] copy = new byte[sizes[index]];
    System.arraycopy(pool, offsets[index], copy, 0, copy.length);
    return copy;
  }
}
