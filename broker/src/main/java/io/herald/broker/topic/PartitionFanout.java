package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
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

  /** Answers when all have: with the first error there was, if any. */
  void ask(
      TopicState topic,
      Function<ActorRef<StatusReply<Done>>, TopicPartition.Command> command,
      ActorRef<StatusReply<Done>> replyTo) {
    int partitions = topic.partitions();
    ActorRef<StatusReply<Done>> collector =
        partitions == 1
            ? replyTo
            : context.spawnAnonymous(collect(partitions, StatusReply.ack(), replyTo));
    for (int index = 0; index < partitions; index++) {
      host.tell(index, command.apply(collector));
    }
  }

  private static Behavior<StatusReply<Done>> collect(
      int left, StatusReply<Done> soFar, ActorRef<StatusReply<Done>> replyTo) {
    return Behaviors.receiveMessage(
        reply -> {
          StatusReply<Done> first = soFar.isError() ? soFar : reply;
          if (left == 1) {
            replyTo.tell(first);
            return Behaviors.stopped();
          }
          return collect(left - 1, first, replyTo);
        });
  }
}
