package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.herald.persistence.topic.TopicState;
import java.util.function.Function;

/** Asks all partitions of a topic the same and makes one answer of theirs. */
final class PartitionFanout {
  private final ActorContext<?> context;
  private final TopicHost host;

  PartitionFanout(ActorContext<?> context, TopicHost host) {
    this.context = context;
    this.host = host;
  }

  /** Answers when all have; see {@link ReplyCollector}. */
  void ask(
      TopicState topic,
      Function<ActorRef<StatusReply<Done>>, TopicPartition.Command> command,
      ActorRef<StatusReply<Done>> replyTo) {
    int partitions = topic.partitions();
    ActorRef<StatusReply<Done>> collector =
        partitions == 1
            ? replyTo
            : context.spawnAnonymous(ReplyCollector.create(partitions, replyTo));
    for (int index = 0; index < partitions; index++) {
      host.tell(index, command.apply(collector));
    }
  }
}
