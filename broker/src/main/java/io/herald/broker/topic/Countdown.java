package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/** Answers once when it has been told something often enough. */
final class Countdown {
  private Countdown() {}

  static Behavior<Done> create(int count, ActorRef<Done> replyTo) {
    return create(count, replyTo, Done.getInstance());
  }

  static <M, A> Behavior<M> create(int count, ActorRef<A> replyTo, A answer) {
    if (count == 0) {
      replyTo.tell(answer);
      return Behaviors.stopped();
    }
    return Behaviors.receiveMessage(told -> create(count - 1, replyTo, answer));
  }
}
