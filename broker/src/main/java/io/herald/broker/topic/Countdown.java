package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/** Answers once when it has been told often enough that something is done. */
final class Countdown {
  private Countdown() {}

  static Behavior<Done> create(int count, ActorRef<Done> replyTo) {
    if (count == 0) {
      replyTo.tell(Done.getInstance());
      return Behaviors.stopped();
    }
    return Behaviors.receiveMessage(done -> create(count - 1, replyTo));
  }
}
