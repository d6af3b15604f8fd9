package io.herald.broker.seek;

import java.util.List;
import java.util.OptionalLong;

/** An offset of one partition. */
public record PartitionOffset(int partition, long offset) {

  /** The offset that is given for a partition. */
  public static OptionalLong of(int partition, List<PartitionOffset> all) {
    return all.stream()
        .filter(each -> each.partition == partition)
        .mapToLong(PartitionOffset::offset)
        .findFirst();
  }
}
