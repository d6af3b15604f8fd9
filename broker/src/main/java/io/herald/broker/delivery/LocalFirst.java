package io.herald.broker.delivery;

import java.util.HashMap;
import java.util.Map;

/**
 * Consumers of the channel's own node come first: while one of them wants messages (RDY above 0),
 * those of other nodes get none. Their ready counts are remembered and count again as soon as no
 * local consumer wants any, also one that is there but has said RDY 0; so no message waits behind a
 * consumer that backs off. What is in flight stays where it is.
 */
public final class LocalFirst {
  private final Map<Long, Integer> local = new HashMap<>();
  private final Map<Long, Integer> remote = new HashMap<>();
  private final Ready ready;
  private int wanting; // local consumers with RDY above 0

  /** Takes the ready counts that count. */
  public interface Ready {
    /** The consumer may hold so many. */
    void set(long consumer, int count);
  }

  public LocalFirst(Ready ready) {
    this.ready = ready;
  }

  /** A consumer comes, with ready count 0. */
  public void add(long consumer, boolean isLocal) {
    (isLocal ? local : remote).put(consumer, 0);
  }

  /** A consumer goes. */
  public void remove(long consumer) {
    remote.remove(consumer);
    Integer had = local.remove(consumer);
    if (had != null) {
      change(had, 0);
    }
  }

  /** RDY of a consumer that is here; of others nothing is known. */
  public void ready(long consumer, int count) {
    if (remote.containsKey(consumer)) {
      remote.put(consumer, count);
      ready.set(consumer, wanting == 0 ? count : 0);
      return;
    }
    Integer had = local.replace(consumer, count);
    if (had != null) {
      ready.set(consumer, count);
      change(had, count);
    }
  }

  private void change(int before, int after) {
    int wantedBefore = wanting;
    wanting += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    if ((wantedBefore == 0) != (wanting == 0)) {
      remote.forEach((consumer, count) -> ready.set(consumer, wanting == 0 ? count : 0));
    }
  }
}
