package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAnswer;
import java.util.List;

/**
 * Messages of a channel on one partition, in the order of their state: in flight by offset,
 * deferred by due time, ready as they would be delivered.
 *
 * @param entries at most as many as were asked for
 * @param isTruncated whether some were left out because of their bytes
 */
public record ChannelPeek(List<Entry> entries, boolean isTruncated) implements PartitionAnswer {

  /** A message and where it is. */
  public record Entry(StoredMessage message, ChannelTrace trace) {}
}
