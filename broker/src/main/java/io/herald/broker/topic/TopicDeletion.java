package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.herald.persistence.topic.TopicState;
import java.time.Duration;
import java.util.BitSet;

/**
 * The end of a topic: its partitions are told to remove what they have until all have answered,
 * because one that is just moving may not hear of it. Belongs to one {@link Topic} and runs in it.
 */
final class TopicDeletion {
  private static final Duration CHECK = Duration.ofSeconds(5);

  private final ActorContext<Topic.Command> context;
  private final TopicHost host;
  private final BitSet removed = new BitSet();
  private boolean isOver;

  TopicDeletion(ActorContext<Topic.Command> context, TopicHost host) {
    this.context = context;
    this.host = host;
  }

  /** Begins, or goes on. */
  void tellPartitions(TopicState topic) {
    for (int index = 0; index < topic.partitions(); index++) {
      if (!removed.get(index)) {
        host.tell(index, new TopicPartition.Delete(whenRemoved(index)));
      }
    }
    if (!host.isLocal() && !isOver) {
      context.scheduleOnce(CHECK, context.getSelf(), Topic.DeletionCheck.INSTANCE);
    }
  }

  private ActorRef<Done> whenRemoved(int partition) {
    ActorRef<Topic.Command> self = context.getSelf();
    return context.spawnAnonymous(
        Behaviors.receiveMessage(
            done -> {
              self.tell(new Topic.PartitionDeleted(partition));
              return Behaviors.stopped();
            }));
  }

  /** A partition has answered; true if it is the last one. */
  boolean isLast(int partition, TopicState topic) {
    removed.set(partition);
    if (isOver || removed.cardinality() < topic.partitions()) {
      return false;
    }
    isOver = true;
    return true;
  }

  /** Whether nothing is left of a partition. */
  boolean hasRemoved(int partition) {
    return removed.get(partition);
  }
}
