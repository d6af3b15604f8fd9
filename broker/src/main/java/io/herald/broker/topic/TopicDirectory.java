package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.name.TopicName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics that are open on this node, so that a connection finds a topic's partition without
 * asking an actor. A topic is taken out before it is deleted.
 */
public final class TopicDirectory {
  private final Map<TopicName, OpenTopic> topics = new ConcurrentHashMap<>();

  /** A topic that can be published to. */
  public record OpenTopic(
      TopicName name, ActorRef<TopicPartition.Command> partition, TopicStats stats) {}

  /** The topic, or null if it is not open. */
  public OpenTopic find(TopicName name) {
    return topics.get(name);
  }

  void add(OpenTopic topic) {
    topics.put(topic.name(), topic);
  }

  void remove(TopicName name) {
    topics.remove(name);
  }
}
