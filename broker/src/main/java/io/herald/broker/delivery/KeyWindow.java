package io.herald.broker.delivery;

import io.herald.protocol.message.PublishKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The publish keys that one partition remembers, each with the offset of the first message that was
 * published under it. A key is forgotten when its time has passed, or earlier when there are too
 * many: then the oldest goes.
 *
 * <p>For one thread, and without a clock. A key costs about 120 bytes.
 */
public final class KeyWindow {
  /** What {@link #find} answers for a key that is not remembered. */
  public static final long NONE = -1;

  private final long windowMillis;
  private final int keysMax;
  private final Map<PublishKey, First> firsts = new LinkedHashMap<>(); // oldest first

  private record First(long offset, long millis) {}

  /**
   * A window without keys.
   *
   * @param windowMillis how long a key is remembered; 0 = not at all
   * @param keysMax how many are remembered, at least 1
   */
  public KeyWindow(long windowMillis, int keysMax) {
    this.windowMillis = windowMillis;
    this.keysMax = keysMax;
  }

  /** Whether any key is remembered. */
  public boolean isOn() {
    return windowMillis > 0;
  }

  /** What was published before this time is forgotten at {@code nowMillis}. */
  public long fromMillis(long nowMillis) {
    return nowMillis - windowMillis;
  }

  /** How many keys are remembered at most. */
  public int keysMax() {
    return isOn() ? keysMax : 0;
  }

  /** The offset of the first message under the key, or {@link #NONE}. */
  public long find(PublishKey key, long nowMillis) {
    First first = firsts.get(key);
    return first == null || first.millis < fromMillis(nowMillis) ? NONE : first.offset;
  }

  /** A message has been stored under a key that was not remembered. */
  public void remember(PublishKey key, long offset, long millis) {
    if (!isOn()) {
      return;
    }
    firsts.remove(key); // forgotten, but still there: the new one is the newest
    firsts.put(key, new First(offset, millis));
    if (firsts.size() > keysMax) {
      removeOldest();
    }
  }

  /** Drops what is forgotten at this time. */
  public void forget(long nowMillis) {
    while (!firsts.isEmpty() && oldest().millis < fromMillis(nowMillis)) {
      removeOldest();
    }
  }

  /** Drops everything. */
  public void clear() {
    firsts.clear();
  }

  /** The smallest offset whose key is remembered; {@code end} if none is. */
  public long keptFrom(long end) {
    return firsts.isEmpty() ? end : oldest().offset;
  }

  /** How many keys are remembered. */
  public int size() {
    return firsts.size();
  }

  private First oldest() {
    return firsts.values().iterator().next();
  }

  private void removeOldest() {
    Iterator<First> oldestFirst = firsts.values().iterator();
    oldestFirst.next();
    oldestFirst.remove();
  }
}
