package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.herald.broker.request.AnswerCollector;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Subscribes connections to channels, which are created if need be. Belongs to one {@link Topic}
 * and runs in it.
 */
final class TopicSubscriptions {
  /** A connection goes by itself when it does not want to wait any more. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ActorContext<Topic.Command> context;
  private final PartitionFanout partitions;
  private final KeptState<TopicEvent, TopicState> kept;

  TopicSubscriptions(
      ActorContext<Topic.Command> context,
      PartitionFanout partitions,
      KeptState<TopicEvent, TopicState> kept) {
    this.context = context;
    this.partitions = partitions;
    this.kept = kept;
  }

  /** {@code asked} has the channel created. */
  void subscribe(Topic.Subscribe subscribe, Consumer<Topic.Ask> asked) {
    ActorRef<StatusReply<PartitionAnswers>> created =
        context.spawnAnonymous(
            Behaviors.receiveMessage(
                reply -> {
                  subscribed(subscribe, reply);
                  return Behaviors.stopped();
                }));
    ActorRef<PartitionReply> collector =
        context.spawnAnonymous(AnswerCollector.create(PATIENCE, created));
    asked.accept(new Topic.Ask(new CreateChannel(subscribe.channel(), List.of()), collector));
  }

  private void subscribed(Topic.Subscribe subscribe, StatusReply<PartitionAnswers> reply) {
    if (reply.isError()) {
      subscribe.consumer().connection().tell(new SubscribeFailed(reply.getError().getMessage()));
    } else {
      partitions.subscribe(kept.state(), subscribe);
    }
  }
}
