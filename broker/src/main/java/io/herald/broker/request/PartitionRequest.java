package io.herald.broker.request;

import io.herald.persistence.topic.TopicState;

/** What may be asked of a topic's partitions as it is, or done in them. */
public interface PartitionRequest extends TopicRequest {
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

  @Override
  default PartitionRequest inPartitions(TopicState topic) {
    return this;
  }
}
