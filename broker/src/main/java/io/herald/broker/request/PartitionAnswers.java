package io.herald.broker.request;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the partitions of a topic answered.
 *
 * @param byPartition at least one; a partition is missing if only others have the channel
 */
public record PartitionAnswers(SortedMap<Integer, PartitionAnswer> byPartition) {

  /** Makes sure that nobody changes them. */
  public PartitionAnswers {
    byPartition = Collections.unmodifiableSortedMap(new TreeMap<>(byPartition));
  }

  /** The answers, which must all be of this kind, by partition. */
  public <A extends PartitionAnswer> SortedMap<Integer, A> as(Class<A> kind) {
    SortedMap<Integer, A> typed = new TreeMap<>();
    byPartition.forEach((partition, answer) -> typed.put(partition, kind.cast(answer)));
    return typed;
  }
}
