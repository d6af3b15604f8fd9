package io.herald.broker.topic;

import io.herald.protocol.name.TopicName;
import java.util.HashMap;
import java.util.Map;

/**
 * Which topics have partitions on this node. A topic is announced with its first and withdrawn with
 * its last partition, so that consumers are sent to the nodes that have messages.
 */
final class HostedTopics {
  private final TopicListener listener;
  private final Map<TopicName, Integer> partitions = new HashMap<>();

  HostedTopics(TopicListener listener) {
    this.listener = listener;
  }

  /** A partition runs on this node from now on. */
  synchronized void opened(TopicName topic) {
    if (partitions.merge(topic, 1, Integer::sum) == 1) {
      listener.topicOpened(topic);
    }
  }

  /** A partition runs here no more. */
  synchronized void closed(TopicName topic) {
    if (partitions.merge(topic, -1, HostedTopics::orNone) == null) {
      listener.topicDeleted(topic);
    }
  }

  private static Integer orNone(int before, int change) {
    return before + change == 0 ? null : before + change;
  }

  /** How many partitions run on this node. */
  synchronized int partitions() {
    return partitions.values().stream().mapToInt(Integer::intValue).sum();
  }
}
