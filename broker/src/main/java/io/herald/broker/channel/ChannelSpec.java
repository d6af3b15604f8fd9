package io.herald.broker.channel;

import io.herald.persistence.partition.PartitionId;
import io.herald.protocol.name.ChannelName;

/**
 * Which channel it is, and of what kind; never changes.
 *
 * @param partition that it is on
 * @param startOffset where it begins if it has never been there
 * @param isVolatile whether it remembers nothing
 * @param isOrdered whether it delivers one message at a time, in order
 */
public record ChannelSpec(
    PartitionId partition,
    ChannelName name,
    long startOffset,
    boolean isVolatile,
    boolean isOrdered) {

  /** What it stores of its cursor is under this. */
  String cursorPersistenceId() {
    return partition.cursorPersistenceId(name, startOffset);
  }

  /** What it stores of traced messages is under this. */
  String timelinePersistenceId() {
    return partition.timelinePersistenceId(name, startOffset);
  }
}
