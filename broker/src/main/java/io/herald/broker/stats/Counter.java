package io.herald.broker.stats;

import java.util.concurrent.atomic.AtomicLong;

/** A number with one writing thread at a time and any number of readers; writing costs no lock. */
public final class Counter {
  private final AtomicLong value = new AtomicLong();

  /** Adds {@code amount}; only for the one writer. */
  public void add(long amount) {
    value.setRelease(value.getPlain() + amount);
  }

  /** Replaces the value; only for the one writer. */
  public void set(long newValue) {
    value.setRelease(newValue);
  }

  /** The newest value some writer has made visible. */
  public long value() {
    return value.getAcquire();
  }
}
