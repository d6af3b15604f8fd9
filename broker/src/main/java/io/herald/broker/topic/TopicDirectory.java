package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The topics that are open on this node, so that a connection finds a topic's partition without
 * asking an actor. A topic is taken out before it is deleted.
 */
public final class TopicDirectory {
  private final Map<TopicName, OpenTopic> topics = new ConcurrentHashMap<>();
  private volatile ActorRef<Topics.Command> opener;

  /**
   * A topic that can be published to.
   *
   * @param spec what it was made as
   * @param partitions those that can be used now, at least one, by index
   * @param nearest those of this node, or all if none is
   */
  public record OpenTopic(
      TopicName name, TopicSpec spec, List<PartitionRef> partitions, List<PartitionRef> nearest) {
    /** In place of an index: no partition in particular. */
    public static final int ANY = -1;

    public OpenTopic(TopicName name, TopicSpec spec, List<PartitionRef> partitions) {
      this(name, spec, List.copyOf(partitions), nearest(partitions));
    }

    private static List<PartitionRef> nearest(List<PartitionRef> partitions) {
      List<PartitionRef> local = partitions.stream().filter(PartitionRef::isLocal).toList();
      return local.isEmpty() ? List.copyOf(partitions) : local;
    }

    /**
     * The partition for one publisher: the same as long as the partitions stay where they are, and
     * one of this node if there is any. Of an ordered topic it is always the same.
     *
     * @param publisher any number; different ones are spread over the partitions
     * @return null if the partition cannot be used now
     */
    public PartitionRef partitionFor(long publisher) {
      return spec.isOrdered()
          ? partitionAt(Math.floorMod(publisher, spec.partitions()))
          : nearest.get((int) Math.floorMod(publisher, (long) nearest.size()));
    }

    /**
     * The partition for messages that are to stay in order among themselves.
     *
     * @param key whatever they have in common
     * @return null if the partition cannot be used now
     */
    public PartitionRef partitionFor(String key) {
      return partitionAt(Math.floorMod(key.hashCode(), spec.partitions()));
    }

    /**
     * The partition for what a publish says beside its messages.
     *
     * @return its index, or {@link #ANY} if nothing in it matters
     */
    public int indexFor(String partitionKey, Optional<PublishKey> once) {
      if (!partitionKey.isEmpty()) {
        return Math.floorMod(partitionKey.hashCode(), spec.partitions());
      }
      return once.isEmpty() ? ANY : (int) Math.floorMod(once.get().low(), (long) spec.partitions());
    }

    /**
     * The partition with this index.
     *
     * @return null if it cannot be used now
     */
    public PartitionRef partitionAt(int index) {
      for (PartitionRef partition : partitions) {
        if (partition.index() == index) {
          return partition;
        }
      }
      return null;
    }
  }

  /** The topic, or null if it is not open. */
  public OpenTopic find(TopicName name) {
    return topics.get(name);
  }

  /** Who opens those that are not here. */
  public ActorRef<Topics.Command> topics() {
    return opener;
  }

  void openedBy(ActorRef<Topics.Command> topicsOfTheNode) {
    opener = topicsOfTheNode;
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
