package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.persistence.topic.TopicState;

/** Asks the partitions of a topic, and tells them what all are to hear. */
final class PartitionFanout {
  private final TopicHost host;

  PartitionFanout(TopicHost host) {
    this.host = host;
  }

  /** Asks the partitions that the request is for; they answer by themselves. */
  void ask(TopicState topic, Topic.Ask ask) {
    PartitionRequest request = ask.request().inPartitions(topic);
    int only = request.partition();
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
      host.tell(index, new TopicPartition.Ask(request, ask.replyTo()));
    }
  }

  /** Subscribes a connection to a channel that all have. */
  void subscribe(TopicState topic, Topic.Subscribe subscribe) {
    for (int index = 0; index < topic.partitions(); index++) {
      host.tell(
          index, new TopicPartition.Subscribe(subscribe.channel(), index, subscribe.consumer()));
    }
  }

  /** Has all store what their channels know; {@code counter} is told by each. */
  void drain(TopicState topic, ActorRef<Done> counter) {
    for (int index = 0; index < topic.partitions(); index++) {
      host.tell(index, new TopicPartition.Drain(counter));
    }
  }
}
