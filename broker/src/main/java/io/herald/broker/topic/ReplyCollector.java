package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;

/**
 * Makes one answer of several, when all are there: the first error if there was one. That a channel
 * is not there is none if others have it: an ephemeral one need not be in every partition.
 */
final class ReplyCollector {
  private ReplyCollector() {}

  /**
   * The actor that the answers are sent to.
   *
   * @param count how many there will be
   */
  static Behavior<StatusReply<Done>> create(int count, ActorRef<StatusReply<Done>> replyTo) {
    return Countdown.limited(collect(count, StatusReply.ack(), false, replyTo));
  }

  private static Behavior<Object> collect(
      int left, StatusReply<?> soFar, boolean isDone, ActorRef<StatusReply<Done>> replyTo) {
    if (left == 0) {
      replyTo.tell(
          soFar.isSuccess() || (isDone && isNotFound(soFar))
              ? StatusReply.ack()
              : StatusReply.error(soFar.getError()));
      return Behaviors.stopped();
    }
    return Behaviors.receiveMessage(
        told -> {
          if (Countdown.isTooLate(told)) {
            return Behaviors.stopped();
          }
          StatusReply<?> reply = (StatusReply<?>) told;
          boolean isWorse = soFar.isSuccess() || (isNotFound(soFar) && reply.isError());
          return collect(left - 1, isWorse ? reply : soFar, isDone || reply.isSuccess(), replyTo);
        });
  }

  private static boolean isNotFound(StatusReply<?> reply) {
    return reply.isError()
        && reply.getError() instanceof BrokerException refusal
        && refusal.reason() == Reason.CHANNEL_NOT_FOUND;
  }
}
