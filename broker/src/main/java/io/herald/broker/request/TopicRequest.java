package io.herald.broker.request;

import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import java.util.List;

/**
 * What may be asked of a topic and its partitions, or done with them. It crosses nodes, so it has a
 * layout there. It may come twice, or not at all.
 */
public interface TopicRequest {
  /**
   * What the topic stores before its partitions hear of the request; empty = nothing.
   *
   * @param topic as it is
   * @throws io.herald.broker.BrokerException if it cannot be done
   */
  default List<TopicEvent> events(TopicState topic) {
    return List.of();
  }

  /**
   * Whether it only looks and costs little, so that it may be asked again when no answer comes:
   * what is said to a partition that is just moving may be lost.
   */
  default boolean isRepeatable() {
    return false;
  }

  /**
   * What the partitions are asked then.
   *
   * @param topic as it is when the events are stored
   */
  PartitionRequest inPartitions(TopicState topic);
}
