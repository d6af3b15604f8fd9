package io.herald.lookup.registry;

/**
 * A producer of a topic is to be hidden from consumers for a while ({@code /topic/tombstone}).
 *
 * @param stamp orders it: a producer that registers the topic anew is no longer tombstoned
 * @param atMillis when, epoch milliseconds; its lifetime runs from here
 */
record Tombstone(long stamp, long atMillis) {

  Tombstone join(Tombstone other) {
    return other.stamp > stamp ? other : this;
  }
}
