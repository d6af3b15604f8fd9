package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import java.time.Duration;

/** Answers once when it has been told something often enough. */
final class Countdown {
  /** Longer than anybody waits for the answer: what is told later comes from nobody. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private enum TooLate {
    INSTANCE
  }

  private final ActorRef<Object> replyTo;
  private Object answer;
  private int left;

  private Countdown(int count, ActorRef<Object> replyTo, Object answer) {
    this.left = count;
    this.replyTo = replyTo;
    this.answer = answer;
  }

  /** For those that can only say that they are done. */
  static Behavior<Done> create(int count, ActorRef<Done> replyTo) {
    return counting(count, replyTo, Done.getInstance());
  }

  /** For those that may fail: the answer is the last error, if there was one. */
  static Behavior<StatusReply<Done>> ofReplies(int count, ActorRef<StatusReply<Done>> replyTo) {
    return counting(count, replyTo, StatusReply.ack());
  }

  private static <M> Behavior<M> counting(int count, ActorRef<M> replyTo, M answer) {
    return Behaviors.<Object>setup(
            context -> {
              context.setReceiveTimeout(LIMIT, TooLate.INSTANCE);
              return new Countdown(count, replyTo.unsafeUpcast(), answer).behavior();
            })
        .narrow();
  }

  private Behavior<Object> behavior() {
    if (left == 0) {
      replyTo.tell(answer);
      return Behaviors.stopped();
    }
    return Behaviors.receiveMessage(this::onTold);
  }

  private Behavior<Object> onTold(Object told) {
    if (told == TooLate.INSTANCE) {
      return Behaviors.stopped();
    }
    if (told instanceof StatusReply<?> reply && reply.isError()) {
      answer = reply;
    }
    left--;
    return left == 0 ? behavior() : Behaviors.same();
  }
}
