package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.herald.persistence.lease.Leases;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entity of the cluster that runs its work, a child, only while this node owns it. What arrives
 * earlier waits. A child that fails, for example because its lease has run out, begins anew as soon
 * as this node owns the entity again, and so does one whose lease is lost while it has nothing to
 * do; one that stops by itself is not needed any more.
 *
 * <pre>
 * acquiring ──► running ──► leaving ──► (lease given back)
 *     ▲            │ child failed, lease lost
 *     └────────────┘
 * </pre>
 *
 * <p>That leases are lost is told once for all by who keeps them; that a child fails for another
 * reason is told by Akka.
 */
final class LeasedEntity<C> extends AbstractBehavior<Object> {
  private static final Logger LOG = LoggerFactory.getLogger(LeasedEntity.class);
  private static final int WAITING_MAX = 10_000;

  /** Longer than a write may reasonably take; then the child is stopped whatever it does. */
  private static final Duration LEAVING_MAX = Duration.ofSeconds(15);

  private record Acquired(Ownership ownership) {}

  private record Lost(Ownership ownership) {}

  private enum Retry {
    INSTANCE
  }

  private enum LeavingTooLong {
    INSTANCE
  }

  private final Leases leases;
  private final String key;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Function<Ownership, Behavior<C>> work;
  private final C leave;
  private final Queue<C> waiting = new ArrayDeque<>();
  private final AtomicBoolean hasStopped = new AtomicBoolean();

  /** To be given back; set by whoever took it, before this actor hears of it. */
  private final AtomicReference<Ownership> owned = new AtomicReference<>();

  private final Backoff backoff = new Backoff(new SplittableRandom());

  private CompletionStage<Ownership> acquiring;
  private ActorRef<C> child;
  private boolean isLeaving;
  private boolean isEnding; // a child whose lease is lost

  private LeasedEntity(
      ActorContext<Object> context,
      Leases leases,
      String key,
      ActorRef<ClusterSharding.ShardCommand> shard,
      Function<Ownership, Behavior<C>> work,
      C leave) {
    super(context);
    context.setLoggerName(LeasedEntity.class);
    this.leases = leases;
    this.key = key;
    this.shard = shard;
    this.work = work;
    this.leave = leave;
    acquire();
  }

  /**
   * An entity.
   *
   * @param key what is owned
   * @param work what runs while it is owned; a child that stops by itself ends the entity
   * @param leave tells entity and child that another node takes over
   */
  static <C> Behavior<C> create(
      Leases leases,
      String key,
      ActorRef<ClusterSharding.ShardCommand> shard,
      Function<Ownership, Behavior<C>> work,
      C leave) {
    return Behaviors.<Object>setup(
            context -> new LeasedEntity<>(context, leases, key, shard, work, leave))
        .narrow();
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onSignal(ChildFailed.class, failed -> onChildFailed(failed.cause()))
        .onSignal(Terminated.class, ended -> onChildStopped())
        .onSignal(PostStop.class, stop -> onStopped())
        .onAnyMessage(this::onMessage)
        .build();
  }

  private Behavior<Object> onMessage(Object message) {
    if (message instanceof Acquired acquired) {
      startChild(acquired.ownership());
    } else if (message instanceof Lost lost) {
      onLost(lost.ownership());
    } else if (message == Retry.INSTANCE) {
      acquire();
    } else if (message == LeavingTooLong.INSTANCE) {
      LOG.warn("{} did not leave within {}", key, LEAVING_MAX);
      return Behaviors.stopped();
    } else if (message.equals(leave)) {
      return onLeave();
    } else {
      onCommand(message);
    }
    return this;
  }

  /** Sharding delivers nothing but commands of the entity's type. */
  @SuppressWarnings("unchecked")
  private void onCommand(Object command) {
    if (child != null) {
      child.tell((C) command);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add((C) command);
    }
  }

  private void acquire() {
    ActorRef<Object> self = getContext().getSelf();
    acquiring = leases.acquire(key);
    acquiring.thenAccept(
        ownership -> {
          owned.set(ownership);
          self.tell(new Acquired(ownership));
          ownership.whenLost(() -> self.tell(new Lost(ownership)));
          if (hasStopped.get()) {
            release(); // nobody is there any more to use it
          }
        });
  }

  private void startChild(Ownership ownership) {
    backoff.begun(System.nanoTime());
    child =
        getContext()
            .spawnAnonymous(
                LeaseLostException.expectedBy(work.apply(ownership)),
                DispatcherSelector.sameAsParent());
    getContext().watch(child);
    while (!waiting.isEmpty()) {
      child.tell(waiting.remove());
    }
    if (isLeaving) {
      child.tell(leave);
    }
  }

  private Behavior<Object> onLeave() {
    if (child == null) {
      return Behaviors.stopped();
    }
    if (!isLeaving) {
      isLeaving = true;
      child.tell(leave);
      getContext().scheduleOnce(LEAVING_MAX, getContext().getSelf(), LeavingTooLong.INSTANCE);
    }
    return this;
  }

  /** Nobody would tell a child that has nothing to do, and its clients would wait for messages. */
  private void onLost(Ownership lost) {
    if (child != null && !isLeaving && owned.compareAndSet(lost, null)) {
      isEnding = true;
      getContext().stop(child);
      child = null;
    }
  }

  private Behavior<Object> onChildFailed(Throwable cause) {
    if (cause instanceof LeaseLostException) {
      LOG.debug("{} begins anew: {}", key, cause.getMessage());
    }
    return onChildEnded();
  }

  private Behavior<Object> onChildStopped() {
    if (isEnding) {
      return onChildEnded();
    }
    child = null;
    if (isLeaving) {
      return Behaviors.stopped();
    }
    isLeaving = true;
    shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
    return this;
  }

  private Behavior<Object> onChildEnded() {
    child = null;
    isEnding = false;
    if (isLeaving) {
      return Behaviors.stopped();
    }
    Duration wait = backoff.failed(System.nanoTime());
    getContext().scheduleOnce(wait, getContext().getSelf(), Retry.INSTANCE);
    return this;
  }

  private Behavior<Object> onStopped() {
    hasStopped.set(true);
    acquiring.toCompletableFuture().cancel(false);
    release();
    return this;
  }

  private void release() {
    Ownership ownership = owned.getAndSet(null);
    if (ownership == null) {
      return;
    }
    leases
        .release(key, ownership)
        .whenComplete(
            (Done done, Throwable failure) -> {
              if (failure != null) {
                LOG.warn("{} could not be given back: {}", key, failure.getMessage());
              }
            });
  }
}
