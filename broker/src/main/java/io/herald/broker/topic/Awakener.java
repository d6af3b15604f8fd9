package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.pattern.StatusReply;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import akka.stream.javadsl.Sink;
import io.herald.broker.request.AnswerCollector;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionReply;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Makes sure that every topic of the store runs somewhere, because deferred messages become due and
 * /lookup must name their node whether anybody asks for the topic or not. One in the cluster: looks
 * when it starts, whenever a node has gone, and now and then.
 *
 * <p>After a restart thousands may have to begin, and each reads its past from the store. So only
 * some begin at once, and a topic that somebody asks for does not wait for the others: who asks
 * wakes it himself.
 */
final class Awakener extends AbstractBehavior<Awakener.Command> {

  /** What it hears. */
  interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private record Found(List<TopicName> topics) implements Command {}

  /** Its partitions run, or it cannot be said when they will. */
  private enum Woken implements Command {
    INSTANCE
  }

  private record NotRead(Throwable failure) implements Command {}

  private record NodeGone(MemberRemoved event) implements Command {}

  /**
   * So many topics begin at the same time in the whole cluster: enough that the store is busy, few
   * enough that those that somebody asks for find it answering.
   */
  static final int AT_ONCE = 32;

  /** A topic that does not begin makes way for the others after this time. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration NOW_AND_THEN = Duration.ofMinutes(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private final TimerScheduler<Command> timers;
  private final CurrentPersistenceIdsQuery store;
  private final BiConsumer<TopicName, ActorRef<PartitionReply>> waker;
  private final Set<TopicName> waiting = new LinkedHashSet<>();
  private int underWay;
  private boolean isLooking;

  private Awakener(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      CurrentPersistenceIdsQuery store,
      BiConsumer<TopicName, ActorRef<PartitionReply>> waker) {
    super(context);
    context.setLoggerName(Awakener.class);
    this.timers = timers;
    this.store = store;
    this.waker = waker;
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(MemberRemoved.class, NodeGone::new), MemberRemoved.class));
    timers.startTimerWithFixedDelay(Look.INSTANCE, Duration.ZERO, NOW_AND_THEN);
  }

  /**
   * The one of the cluster.
   *
   * @param store lists what there is
   * @param waker wakes a topic; the actor is told, as an {@link AnswerCollector} is, when the
   *     topic's partitions run
   */
  static Behavior<Command> create(
      CurrentPersistenceIdsQuery store, BiConsumer<TopicName, ActorRef<PartitionReply>> waker) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new Awakener(context, timers, store, waker)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof Found found) {
      isLooking = false;
      waiting.addAll(found.topics());
      wakeNext();
    } else if (command == Woken.INSTANCE) {
      underWay--;
      wakeNext();
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

  private void wakeNext() {
    Iterator<TopicName> next = waiting.iterator();
    while (underWay < AT_ONCE && next.hasNext()) {
      TopicName topic = next.next();
      next.remove();
      underWay++;
      waker.accept(topic, collector());
    }
  }

  private ActorRef<PartitionReply> collector() {
    ActorRef<Command> self = getContext().getSelf();
    ActorRef<StatusReply<PartitionAnswers>> woken =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    reply -> {
                      self.tell(Woken.INSTANCE);
                      return Behaviors.stopped();
                    }));
    return getContext().spawnAnonymous(AnswerCollector.create(PATIENCE, woken));
  }
}
