package io.herald.broker.request;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import java.util.concurrent.CompletionException;

/**
 * Whoever waits for what one partition answers; told exactly once.
 *
 * @param partition that answers
 */
public record Asker(int partition, ActorRef<PartitionReply> replyTo) {

  /** The answer. */
  public void answer(PartitionAnswer answer) {
    replyTo.tell(new PartitionReply.Answered(partition, answer));
  }

  /** It is not done, and the message says why. */
  public void refuse(Reason reason, String message) {
    refuse(new BrokerException(reason, message));
  }

  /** It is not done, because something failed; a {@link BrokerException} goes as it is. */
  public void refuse(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      refuse(failure.getCause());
      return;
    }
    replyTo.tell(
        new PartitionReply.Refused(
            partition,
            failure instanceof BrokerException refusal
                ? refusal
                : new BrokerException(Reason.NOT_AVAILABLE, "partition " + partition + " failed")));
  }

  /** What something that has no answer of its own says: {@link Applied}, or why not. */
  public void settle(StatusReply<Done> outcome) {
    if (outcome.isSuccess()) {
      answer(Applied.INSTANCE);
    } else if (outcome.getError() instanceof BrokerException refusal) {
      refuse(refusal);
    } else {
      refuse(Reason.NOT_STORED, outcome.getError().getMessage());
    }
  }
}
