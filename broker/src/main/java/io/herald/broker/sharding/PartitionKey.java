package io.herald.broker.sharding;

import io.herald.protocol.name.TopicName;

/**
 * One partition among all of a cluster.
 *
 * @param index from 0
 */
public record PartitionKey(TopicName topic, int index) {

  /** What {@link #toString} made. */
  public static PartitionKey parse(String text) {
    int slash = text.lastIndexOf('/');
    return new PartitionKey(
        new TopicName(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /** {@code TOPIC/INDEX}: its entity id, and part of its lease's name, which is stored. */
  @Override
  public String toString() {
    return topic.value() + "/" + index;
  }
}
