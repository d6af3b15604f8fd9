package io.herald.broker.topic;

import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics that are open on this node, so that a connection finds a topic's partition without
 * asking an actor. A topic is taken out before it is deleted.
 */
public final class TopicDirectory {
  private final Map<TopicName, OpenTopic> topics = new ConcurrentHashMap<>();

  /**
   * A topic that can be published to.
   *
   * @param partitions those that can be used now, at least one, by index
   */
  public record OpenTopic(TopicName name, List<PartitionRef> partitions) {
    public OpenTopic {
      partitions = List.copyOf(partitions);
    }

    /**
     * The partition for one publisher: the same as long as the partitions stay where they are, and
     * one of this node if there is any.
     *
     * @param publisher any number; different ones are spread over the partitions
     */
    public PartitionRef partitionFor(long publisher) {
      List<PartitionRef> local = partitions.stream().filter(PartitionRef::isLocal).toList();
      List<PartitionRef> choice = local.isEmpty() ? partitions : local;
      return choice.get((int) Math.floorMod(publisher, (long) choice.size()));
    }
  }

  /** The topic, or null if it is not open. */
  public OpenTopic find(TopicName name) {
    return topics.get(name);
  }

  /** How many partitions all topics together have that can be used. */
  public int partitions() {
    return topics.values().stream().mapToInt(topic -> topic.partitions().size()).sum();
  }

  void add(OpenTopic topic) {
    topics.put(topic.name(), topic);
  }

  void remove(TopicName name) {
    topics.remove(name);
  }
}
