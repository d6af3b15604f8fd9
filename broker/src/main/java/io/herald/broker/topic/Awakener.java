package io.herald.broker.topic;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import akka.stream.javadsl.Sink;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;

/**
 * Makes sure that every topic of the store runs somewhere, because deferred messages become due and
 * /lookup must name their node whether anybody asks for the topic or not. One in the cluster: looks
 * when it starts, whenever a node has gone, and now and then.
 */
final class Awakener extends AbstractBehavior<Awakener.Command> {

  /** What it hears. */
  interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private record Found(List<TopicName> topics) implements Command {}

  private record NotRead(Throwable failure) implements Command {}

  private record NodeGone(MemberRemoved event) implements Command {}

  private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final TimerScheduler<Command> timers;
  private final CurrentPersistenceIdsQuery store;
  private final TopicSharding sharding;
  private boolean isLooking;

  private Awakener(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CurrentPersistenceIdsQuery store,
      TopicSharding sharding) {
    super(context);
    this.timers = timers;
    this.store = store;
    this.sharding = sharding;
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, NodeGone::new), MemberRemoved.class));
    timers.startTimerWithFixedDelay(Look.INSTANCE, Duration.ZERO, NOW_AND_THEN);
  }

  static Behavior<Command> create(CurrentPersistenceIdsQuery store, TopicSharding sharding) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Awakener(context, timers, store, sharding)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof Found found) {
      isLooking = false;
      found.topics().forEach(topic -> sharding.tell(topic, Topic.Wake.INSTANCE));
    } else if (command instanceof NotRead notRead) {
      isLooking = false;
      getContext()
          .getLog()
          .warn("topics cannot be listed, trying again: {}", notRead.failure().toString());
      timers.startSingleTimer("again", Look.INSTANCE, AFTER_FAILURE);
    } else if (!isLooking) {
      look();
    }
    return this;
  }

  private void look() {
    isLooking = true;
    getContext()
        .pipeToSelf(
            store
                .currentPersistenceIds()
                .filter(Topics::isTopic)
                .map(Topics::topicName)
                .runWith(Sink.seq(), getContext().getSystem()),
            (topics, failure) -> failure == null ? new Found(topics) : new NotRead(failure));
  }
}
