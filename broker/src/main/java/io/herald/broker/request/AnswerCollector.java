package io.herald.broker.request;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.PartitionReply.Answered;
import io.herald.broker.request.PartitionReply.Expected;
import io.herald.broker.request.PartitionReply.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes one answer of what the partitions say, when all have said something: all of their answers,
 * or the refusal of the lowest partition that refused. That a channel is not there is no refusal if
 * others have it: an ephemeral one need not be in every partition. Whoever has not answered in time
 * is named.
 */
public final class AnswerCollector extends AbstractBehavior<Object> {
  private enum TooLate {
    INSTANCE
  }

  private enum AskAgain {
    INSTANCE
  }

  private final ActorRef<StatusReply<PartitionAnswers>> replyTo;
  private final Duration patience;
  private final Consumer<ActorRef<PartitionReply>> asking;
  private final SortedMap<Integer, PartitionAnswer> answers = new TreeMap<>();
  private final SortedMap<Integer, BrokerException> refusals = new TreeMap<>();
  private Expected expected; // null until the topic has asked them

  private AnswerCollector(
      ActorContext<Object> context,
      Duration patience,
      Consumer<ActorRef<PartitionReply>> asking,
      ActorRef<StatusReply<PartitionAnswers>> replyTo) {
    super(context);
    this.patience = patience;
    this.asking = asking;
    this.replyTo = replyTo;
  }

  /**
   * The collector of one request.
   *
   * @param patience how long the partitions may take together
   */
  public static Behavior<PartitionReply> create(
      Duration patience, ActorRef<StatusReply<PartitionAnswers>> replyTo) {
    return create(patience, timers -> self -> {}, replyTo);
  }

  /**
   * The collector of one request that may be repeated: what is said to a partition that is just
   * moving may be lost.
   *
   * @param every how long to wait for answers before all are asked once more
   * @param asking asks them, to answer to this collector
   */
  public static Behavior<PartitionReply> repeating(
      Duration patience,
      Duration every,
      Consumer<ActorRef<PartitionReply>> asking,
      ActorRef<StatusReply<PartitionAnswers>> replyTo) {
    return create(
        patience,
        timers -> {
          timers.startTimerWithFixedDelay(AskAgain.INSTANCE, every);
          return asking;
        },
        replyTo);
  }

  private static Behavior<PartitionReply> create(
      Duration patience,
      Function<TimerScheduler<Object>, Consumer<ActorRef<PartitionReply>>> asking,
      ActorRef<StatusReply<PartitionAnswers>> replyTo) {
    return Behaviors.<Object>setup(
            context ->
                Behaviors.withTimers(
                    timers -> {
                      timers.startSingleTimer(TooLate.INSTANCE, patience);
                      return new AnswerCollector(context, patience, asking.apply(timers), replyTo);
                    }))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onMessage).build();
  }

  private Behavior<Object> onMessage(Object message) {
    if (message == TooLate.INSTANCE) {
      return end(StatusReply.error(new BrokerException(Reason.NOT_AVAILABLE, lateness())));
    } else if (message == AskAgain.INSTANCE) {
      asking.accept(getContext().getSelf().narrow());
    } else if (message instanceof Expected told) {
      expected = told;
    } else if (message instanceof Answered answered) {
      answers.putIfAbsent(answered.partition(), answered.answer());
      refusals.remove(answered.partition()); // it could when it was asked again
    } else if (message instanceof Refused refused) {
      if (refused.partition() == PartitionReply.TOPIC) {
        return end(StatusReply.error(refused.reason()));
      }
      if (!answers.containsKey(refused.partition())) {
        refusals.putIfAbsent(refused.partition(), refused.reason());
      }
    }
    boolean isComplete =
        expected != null && answers.size() + refusals.size() >= expected.to() - expected.from();
    return isComplete ? end(outcome()) : this;
  }

  private Behavior<Object> end(StatusReply<PartitionAnswers> outcome) {
    replyTo.tell(outcome);
    return Behaviors.stopped();
  }

  private StatusReply<PartitionAnswers> outcome() {
    BrokerException worst = null;
    for (BrokerException refusal : refusals.values()) {
      boolean isNotFound = refusal.reason() == Reason.CHANNEL_NOT_FOUND;
      if (!isNotFound) {
        return StatusReply.error(refusal);
      }
      worst = refusal;
    }
    return answers.isEmpty() && worst != null
        ? StatusReply.error(worst)
        : StatusReply.success(new PartitionAnswers(answers));
  }

  private String lateness() {
    if (expected == null) {
      return "the topic did not answer within " + patience.toSeconds() + " s";
    }
    List<String> missing = new ArrayList<>();
    for (int partition = expected.from(); partition < expected.to(); partition++) {
      if (!answers.containsKey(partition) && !refusals.containsKey(partition)) {
        missing.add(Integer.toString(partition));
      }
    }
    return "partition %s did not answer within %d s"
        .formatted(String.join(", ", missing), patience.toSeconds());
  }
}
