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

  private enum DeadlineTick implements TopicPartition.Command {
    INSTANCE
  }

  private final int index;
  private final ActorRef<TopicPartition.Command> partition;
  private final RemoteSettings settings;
  private final AppendWindow appends;

  private RemotePartition(
      ActorContext<TopicPartition.Command> context,
      TimerScheduler<TopicPartition.Command> timers,
      int index,
      ActorRef<TopicPartition.Command> partition) {
    super(context);
    this.index = index;
    this.partition = partition;
    this.settings = RemoteSettings.of(context.getSystem().settings().config());
    ActorRef<AppendReply> answers = context.messageAdapter(AppendReply.class, Answered::new);
    this.appends =
        new AppendWindow(
            settings,
            (token, append) ->
                partition.tell(
                    new Append(
                        token,
                        append.frames(),
                        append.count(),
                        append.bodyBytes(),
                        append.deferrals(),
                        answers)));
    context.watchWith(partition, PartitionGone.INSTANCE);
    timers.startTimerWithFixedDelay(
        DeadlineTick.INSTANCE, settings.appendDeadline().dividedBy(DEADLINE_TICKS));
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
    appends.partitionGone("the way to " + node() + " has ended");
    return this;
  }

  private Behavior<TopicPartition.Command> onCommand(TopicPartition.Command command) {
    if (command instanceof Append append) {
      appends.add(append, System.nanoTime());
    } else if (command instanceof Answered answered) {
      appends.answered(answered.reply());
    } else if (command instanceof Subscribe subscribe) {
      getContext()
          .spawnAnonymous(
              RemoteConsumer.create(settings.checkInterval(), index, partition, subscribe),
              DispatcherSelector.sameAsParent());
    } else if (command == DeadlineTick.INSTANCE) {
      appends.expire(
          System.nanoTime(),
          "no answer from " + node() + " within " + settings.appendDeadline().toSeconds() + " s");
    } else if (command == PartitionGone.INSTANCE) {
      appends.partitionGone("the partition has left " + node());
      return Behaviors.stopped();
    } else {
      partition.tell(command);
    }
    return this;
  }

  private String node() {
    return partition.path().address().hostPort();
  }
}
