package io.herald.broker.request;

/**
 * What may be asked of a topic's partitions, or done in them. It crosses nodes, so it has a layout
 * there. It may come twice, or not at all.
 */
public interface PartitionRequest {
  /** As {@link #partition}: every one. */
  int ALL = -1;

  /** Which partition is asked, counted from 0; {@link #ALL} = every one. */
  default int partition() {
    return ALL;
  }

  /**
   * Does it and answers {@code asker} once, now or later. Runs in the partition's actor, so it must
   * not block.
   */
  void handle(PartitionAccess partition, Asker asker);
}
