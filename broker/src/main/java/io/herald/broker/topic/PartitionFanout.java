package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
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

  /** Asks the partitions that the request is for; they answer by themselves. */
  void ask(TopicState topic, Topic.Ask ask) {
    int only = ask.request().partition();
    if (only >= topic.partitions()) {
      ask.refuse(
          new BrokerException(
              Reason.PARTITION_NOT_FOUND,
              "partition %d: the topic has 0 to %d".formatted(only, topic.partitions() - 1)));
      return;
    }
    boolean isForAll = only == PartitionRequest.ALL;
    int from = isForAll ? 0 : only;
    int to = isForAll ? topic.partitions() : only + 1;
    ask.replyTo().tell(new PartitionReply.Expected(from, to));
    for (int index = from; index < to; index++) {
      host.tell(index, new TopicPartition.Ask(ask.request(), ask.replyTo()));
    }
  }
}
