package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;

/** Answers once when it has been told often enough that something is done. */
final class Countdown {
  /** Longer than anybody waits for the answer: what is told later comes from nobody. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private enum TooLate {
    INSTANCE
  }

  private Countdown() {}

  static Behavior<Done> create(int count, ActorRef<Done> replyTo) {
    return limited(counting(count, replyTo));
  }

  private static Behavior<Object> counting(int left, ActorRef<Done> replyTo) {
    if (left == 0) {
      replyTo.tell(Done.getInstance());
      return Behaviors.stopped();
    }
    return Behaviors.receiveMessage(
        told -> isTooLate(told) ? Behaviors.stopped() : counting(left - 1, replyTo));
  }

  /** Tells who waits for answers when none comes any more; see {@link #isTooLate}. */
  static <M> Behavior<M> limited(Behavior<Object> waiting) {
    return Behaviors.<Object>setup(
            context -> {
              context.setReceiveTimeout(LIMIT, TooLate.INSTANCE);
              return waiting;
            })
        .narrow();
  }

  /** Whether a message says that the time is over. */
  static boolean isTooLate(Object message) {
    return message == TooLate.INSTANCE;
  }
}
