package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.ActorContext;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import java.time.Duration;

/**
 * Publishes for those who have no connection: finds the partition and has a {@link Publisher} send
 * the append. Belongs to one {@link Topics} and runs in it.
 */
final class DirectPublishing {
  /** A partition may be said to be there for a while after it has begun to turn appends away. */
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final ActorContext<Topics.Command> context;
  private final TopicDirectory directory;
  private long publishers;

  DirectPublishing(ActorContext<Topics.Command> context, TopicDirectory directory) {
    this.context = context;
    this.directory = directory;
  }

  /** To a topic that is open; again a little later if its partition cannot be used now. */
  void append(Topics.Publish publish) {
    ActorRef<Topics.Command> self = context.getSelf();
    ActorSystem<Void> system = context.getSystem();
    Runnable again =
        () ->
            system
                .scheduler()
                .scheduleOnce(AGAIN, () -> self.tell(publish), system.executionContext());
    PartitionRef partition = partitionFor(publish);
    if (partition == null) {
      again.run();
      return;
    }
    context.spawnAnonymous(
        Publisher.create(partition.actor(), publish.layout(), publish.replyTo(), again));
  }

  private PartitionRef partitionFor(Topics.Publish publish) {
    OpenTopic topic = directory.find(publish.topic());
    if (publish.partition() >= 0 && publish.partition() < topic.spec().partitions()) {
      return topic.partitionAt(publish.partition());
    }
    if (topic.spec().isOrdered()) {
      return topic.partitionFor(publish.key());
    }
    int index = topic.indexFor(publish.key(), publish.layout().origin().key());
    return index == OpenTopic.ANY ? topic.partitionFor(publishers++) : topic.partitionAt(index);
  }
}
