package io.herald.broker.topic;

import akka.actor.DeadLetter;
import akka.actor.typed.Behavior;
import akka.actor.typed.eventstream.EventStream;
import akka.actor.typed.javadsl.Behaviors;
import io.herald.broker.channel.Channel;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;

/**
 * Answers what was sent to a topic or channel that has just ended, so that no client waits for a
 * reply that never comes: a publisher is sent to the topic's next life, a subscriber is told.
 */
public final class LostLetters {
  private LostLetters() {}

  /** The actor; one for each node. */
  public static Behavior<DeadLetter> create() {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .eventStream()
              .tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
          return Behaviors.receiveMessage(
              letter -> {
                answer(letter.message());
                return Behaviors.same();
              });
        });
  }

  private static void answer(Object message) {
    if (message instanceof TopicPartition.Append append) {
      append.replyTo().tell(new AppendReply.TopicGone(append.token()));
    } else if (message instanceof TopicPartition.Subscribe subscribe) {
      subscribe.consumer().connection().tell(refusal(subscribe.partition()));
    } else if (message instanceof Topic.SubscribePartition again) {
      again.consumer().connection().tell(refusal(again.partition()));
    } else if (message instanceof Topic.Subscribe subscribe) {
      subscribe.consumer().connection().tell(refusal(SubscribeFailed.WHOLE));
    } else if (message instanceof Channel.Subscribe subscribe) {
      subscribe.consumer().connection().tell(Disconnect.INSTANCE);
    }
  }

  private static SubscribeFailed refusal(int partition) {
    return new SubscribeFailed(partition, "to deleted topic/channel");
  }
}
