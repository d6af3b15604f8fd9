package io.herald.broker.delivery;

import io.herald.persistence.timeline.Happening;

/** Hears what happens to each message; there is one only while somebody traces. */
@FunctionalInterface
public interface MessageObserver {
  /** As consumer: none. */
  long NOBODY = 0;

  /**
   * Something has happened to one message.
   *
   * @param consumer that had it, or {@link #NOBODY}
   * @param attempts how often it had been delivered then
   */
  void happened(Happening what, long offset, long consumer, int attempts);
}
