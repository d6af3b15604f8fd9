package io.herald.persistence.topic;

/**
 * What a topic is made as.
 *
 * @param partitions how many it has; 0 = not said, which is as many as the node's default says
 * @param isOrdered whether each partition delivers strictly in the order of publishing, one message
 *     at a time for each channel
 */
public record TopicSpec(int partitions, boolean isOrdered) {
  /** Nothing is said. */
  public static final TopicSpec UNSAID = new TopicSpec(0, false);

  public TopicSpec {
    if (partitions < 0) {
      throw new IllegalArgumentException("partitions: " + partitions);
    }
  }

  /** Without order. */
  public static TopicSpec of(int partitions) {
    return new TopicSpec(partitions, false);
  }

  /** This with another number of partitions. */
  public TopicSpec withPartitions(int number) {
    return new TopicSpec(number, isOrdered);
  }

  /** This, with {@code defaultPartitions} if their number is not said. */
  public TopicSpec orDefault(int defaultPartitions) {
    return partitions == 0 ? withPartitions(defaultPartitions) : this;
  }
}
