package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.TopicPartition.Subscribe;

/**
 * Stands on this node for a partition that is on another: connections tell it what they would tell
 * the partition. Appends go through an {@link AppendWindow}, so that every publisher gets an answer
 * even if the other node never gives one; a subscription gets a {@link RemoteConsumer}; all else is
 * passed on.
 *
 * <p>It ends with the partition's actor, and keeps nothing.
 */
public final class RemotePartition extends AbstractBehavior<TopicPartition.Command> {
  private static final int DEADLINE_TICKS = 10; // in each append deadline

  private record Answered(AppendReply reply) implements TopicPartition.Command {}

  private enum PartitionGone implements TopicPartition.Command {
    INSTANCE
  }

  /** What was sent to a partition that had just ended has been answered, or is lost. */
  private enum LateAnswersOver implements TopicPartition.Command {
    INSTANCE
  }

  private enum DeadlineTick implements TopicPartition.Command {
    INSTANCE
  }

  private final int index;
  private final ActorRef<TopicPartition.Command> partition;
  private final RemoteSettings settings;
  private final AppendWindow appends;
  private final TimerScheduler<TopicPartition.Command> timers;
  private boolean isGone;

  private RemotePartition(
      ActorContext<TopicPartition.Command> context,
      TimerScheduler<TopicPartition.Command> timers,
      int index,
      ActorRef<TopicPartition.Command> partition) {
    super(context);
    context.setLoggerName(RemotePartition.class);
    this.timers = timers;
    this.index = index;
    this.partition = partition;
    this.settings = RemoteSettings.of(context.getSystem().settings().config());
    ActorRef<AppendReply> answers = context.messageAdapter(AppendReply.class, Answered::new);
    this.appends =
        new AppendWindow(
            settings, (token, append) -> partition.tell(append.answeredTo(token, answers)));
    context.watchWith(partition, PartitionGone.INSTANCE);
  }

  /**
   * What stands for a partition.
   *
   * @param index of the partition in its topic
   * @param partition the partition's actor on its node
   */
  public static Behavior<TopicPartition.Command> create(
      int index, ActorRef<TopicPartition.Command> partition) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new RemotePartition(context, timers, index, partition)));
  }

  @Override
  public Receive<TopicPartition.Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(PostStop.class, signal -> onStopped())
        .onAnyMessage(this::onCommand)
        .build();
  }

  /** Also the end of its parent, as when this node stops using the topic. */
  private Behavior<TopicPartition.Command> onStopped() {
    appends.partitionGone(
        isGone ? "the partition has left " + node() : "the way to " + node() + " has ended");
    return this;
  }

  private Behavior<TopicPartition.Command> onCommand(TopicPartition.Command command) {
    if (command instanceof Append append) {
      onAppend(append);
    } else if (command instanceof Answered answered) {
      appends.answered(answered.reply());
      return isGone && appends.isEmpty() ? Behaviors.stopped() : this;
    } else if (command instanceof Subscribe subscribe) {
      getContext()
          .spawnAnonymous(
              RemoteConsumer.create(settings.checkInterval(), index, partition, subscribe),
              DispatcherSelector.sameAsParent());
    } else if (command == DeadlineTick.INSTANCE) {
      onDeadlineTick();
    } else if (command == PartitionGone.INSTANCE) {
      return onPartitionGone();
    } else if (command == LateAnswersOver.INSTANCE) {
      return Behaviors.stopped();
    } else {
      partition.tell(command);
    }
    return this;
  }

  private void onAppend(Append append) {
    if (isGone) {
      AppendWindow.giveBack(append);
      return;
    }
    appends.add(append, System.nanoTime());
    if (!timers.isTimerActive(DeadlineTick.INSTANCE)) {
      timers.startTimerWithFixedDelay(
          DeadlineTick.INSTANCE,
          DeadlineTick.INSTANCE,
          settings.appendDeadline().dividedBy(DEADLINE_TICKS));
    }
  }

  private void onDeadlineTick() {
    appends.expire(
        System.nanoTime(),
        "no answer from " + node() + " within " + settings.appendDeadline().toSeconds() + " s");
    if (appends.isEmpty()) {
      timers.cancel(DeadlineTick.INSTANCE);
    }
  }

  /**
   * What reaches the partition's node after the partition's end is answered there by {@link
   * io.herald.broker.topic.LostLetters}, and those answers may come behind the news of the end.
   */
  private Behavior<TopicPartition.Command> onPartitionGone() {
    isGone = true;
    getContext().getChildren().forEach(getContext()::stop); // consumers go on elsewhere at once
    if (appends.isEmpty()) {
      return Behaviors.stopped();
    }
    timers.startSingleTimer(LateAnswersOver.INSTANCE, settings.lateAnswers());
    return this;
  }

  private String node() {
    return partition.path().address().hostPort();
  }
}
