package io.herald.lookup.registry;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One per node: makes the node's changes to the registry, replicates them, takes in what the other
 * nodes changed, and publishes the {@link RegistryView} that is read instead of asking this actor.
 *
 * <p>Changes are made in its own {@link Replica} at once; view, replication and replies follow when
 * all that had piled up is made, so thousands of registrations are one view and at most one write
 * per part. Nothing survives a restart of the node: producers register anew. If this actor fails it
 * starts again from what the replicator holds.
 */
public final class Registry extends AbstractOnMessageBehavior<Registry.Command> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TIDYINGS_PER_SETTLING = 10;

  /** What may be asked of the registry. */
  public sealed interface Command {}

  /**
   * Makes changes, in order.
   *
   * @param replyTo told when they can be read on this node
   */
  public record Apply(List<RegistryChange> changes, ActorRef<Applied> replyTo) implements Command {}

  /** A producer connected to this node gave a sign of life (PING). */
  public record Heard(long serial) implements Command {}

  /**
   * Learns what the other nodes know, without waiting for gossip.
   *
   * @param replyTo told when it can be read on this node
   */
  public record LearnAll(ActorRef<Applied> replyTo) implements Command {}

  /** Another node's part, see {@link CatchUp}. */
  record PartRead(int index, RegistryPart part) implements Command {}

  private record PartChanged(Replicator.SubscribeResponse<ReplicatedPart> response)
      implements Command {}

  private record PartUpdated(Replicator.UpdateResponse<ReplicatedPart> response)
      implements Command {}

  private record MembershipChanged(ClusterEvent.ClusterDomainEvent event) implements Command {}

  private enum Flush implements Command {
    INSTANCE
  }

  private enum Tick implements Command {
    INSTANCE
  }

  /**
   * The changes are made.
   *
   * @param found for each change whether it found what it is about and had room
   */
  public record Applied(List<Boolean> found) {}

  private record Waiting(ActorRef<Applied> replyTo, Applied applied) {}

  private final RegistryRules rules;
  private final RegistrySnapshot snapshot;
  private final Clock clock;
  private final PartWriter writer;
  private final NodeId self;
  private final Replica replica;
  private final Membership membership;
  private final Map<Long, Instant> heard = new HashMap<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean flushIsDue;
  private boolean heardIsNew;
  private final long ticksPerTidying;
  private long ticks;

  static Behavior<Command> create(
      NodeId self, RegistryRules rules, RegistrySnapshot snapshot, Clock clock) {
    return Behaviors.supervise(running(self, rules, snapshot, clock))
        .onFailure(SupervisorStrategy.restart());
  }

  private static Behavior<Command> running(
      NodeId self, RegistryRules rules, RegistrySnapshot snapshot, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    DistributedData.withReplicatorMessageAdapter(
                        (ReplicatorMessageAdapter<Command, ReplicatedPart> adapter) -> {
                          for (int index = 0; index < Parts.COUNT; index++) {
                            adapter.subscribe(PartKey.of(index), PartChanged::new);
                          }
                          return new Registry(context, timers, self, rules, snapshot, clock);
                        })));
  }

  private Registry(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeId self,
      RegistryRules rules,
      RegistrySnapshot snapshot,
      Clock clock) {
    super(context);
    context.setLoggerName(Registry.class);
    this.rules = rules;
    this.snapshot = snapshot;
    this.clock = clock;
    this.self = self;
    this.replica = new Replica(self, rules.rowsMax());
    this.ticksPerTidying =
        Math.max(1, rules.settleAfter().dividedBy(TICK.multipliedBy(TIDYINGS_PER_SETTLING)));
    this.membership = new Membership(self, clock.instant());
    this.writer =
        new PartWriter(
            DistributedData.get(context.getSystem()).replicator(), updateAdapter(context));
    Cluster.get(context.getSystem())
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ClusterEvent.ClusterDomainEvent.class, MembershipChanged::new),
                ClusterEvent.ClusterDomainEvent.class));
    timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type arguments
  private static ActorRef<Replicator.UpdateResponse<ReplicatedPart>> updateAdapter(
      ActorContext<Command> context) {
    Class<Replicator.UpdateResponse<ReplicatedPart>> responses =
        (Class) Replicator.UpdateResponse.class;
    return context.messageAdapter(responses, PartUpdated::new);
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    if (command instanceof Apply apply) {
      onApply(apply);
    } else if (command instanceof Heard sign) {
      onHeard(sign.serial());
    } else if (command instanceof LearnAll learn) {
      onLearnAll(learn);
    } else if (command instanceof PartRead read) {
      merge(read.index(), read.part());
    } else if (command instanceof PartChanged changed) {
      onPartChanged(changed.response());
    } else if (command instanceof PartUpdated updated) {
      onPartUpdated(updated.response());
    } else if (command instanceof MembershipChanged changed) {
      onMembershipChanged(changed.event());
    } else if (command == Flush.INSTANCE) {
      onFlush();
    } else if (command == Tick.INSTANCE) {
      onTick();
    } else {
      throw new AssertionError("unhandled " + command);
    }
    return this;
  }

  private void onApply(Apply apply) {
    Instant now = clock.instant();
    List<Boolean> found = new ArrayList<>(apply.changes().size());
    for (RegistryChange change : apply.changes()) {
      found.add(replica.apply(change, now));
      if (change instanceof RegistryChange.Connect connect) {
        heard.put(connect.serial(), now);
      } else if (change instanceof RegistryChange.Disconnect disconnect) {
        heard.remove(disconnect.serial());
      }
    }
    waiting.add(new Waiting(apply.replyTo(), new Applied(found)));
    flushSoon();
  }

  private void onHeard(long serial) {
    if (replica.parts().producer(new ProducerId(self, serial)) != null) {
      heard.put(serial, clock.instant());
      heardIsNew = true;
    }
  }

  private void onLearnAll(LearnAll learn) {
    getContext()
        .spawnAnonymous(
            CatchUp.create(getContext().getSelf(), learn.replyTo()),
            DispatcherSelector.sameAsParent());
  }

  private void onPartChanged(Replicator.SubscribeResponse<ReplicatedPart> response) {
    if (response instanceof Replicator.Changed<ReplicatedPart> changed) {
      Key<ReplicatedPart> key = changed.key();
      merge(PartKey.index(key), changed.get(key).part());
    }
  }

  private void merge(int index, RegistryPart part) {
    if (replica.merge(index, part)) {
      flushSoon();
    }
  }

  private void onPartUpdated(Replicator.UpdateResponse<ReplicatedPart> response) {
    if (!(response instanceof Replicator.UpdateSuccess<ReplicatedPart>)) {
      getContext().getLog().error("The registry could not replicate a change: {}", response);
    }
  }

  private void onMembershipChanged(ClusterEvent.ClusterDomainEvent event) {
    if (membership.apply(event, clock.instant())) {
      replica.members(membership.nodes().members());
      flushSoon();
    }
  }

  /** Goes to the end of the mailbox: all that has piled up before it is made first. */
  private void flushSoon() {
    if (!flushIsDue) {
      flushIsDue = true;
      getContext().getSelf().tell(Flush.INSTANCE);
    }
  }

  private void onFlush() {
    flushIsDue = false;
    publish();
    Instant now = clock.instant();
    replica.takeWritten().forEach((index, part) -> writer.replicate(index, part, now));
    waiting.forEach(done -> done.replyTo().tell(done.applied()));
    waiting.clear();
  }

  private void publish() {
    heardIsNew = false;
    snapshot.publish(
        new RegistryView(
            replica.parts(), membership.nodes(), Map.copyOf(heard), replica.ownDeletions(), rules));
  }

  private void onTick() {
    Instant now = clock.instant();
    heard.forEach((serial, last) -> tellSignOfLife(serial, last, now));
    if (++ticks % ticksPerTidying == 0) {
      tidy(now);
    }
    if (heardIsNew) {
      flushSoon();
    }
  }

  /** A PING is not replicated; what is, is falling silent, coming back, and a coarse last sign. */
  private void tellSignOfLife(long serial, Instant last, Instant now) {
    ProducerState told = replica.parts().producer(new ProducerId(self, serial));
    if (serial == ProducerId.OWN_BROKER || told == null) {
      return;
    }
    boolean silent = Duration.between(last, now).compareTo(rules.inactiveProducerTimeout()) > 0;
    Duration age = Duration.between(Instant.ofEpochMilli(told.lastSeenMillis()), last);
    if (silent != told.silent() || age.compareTo(rules.lastSeenInterval()) >= 0) {
      ProducerState state = new ProducerState(told.producer(), last.toEpochMilli(), silent);
      replica.write(serial, state, now);
      flushSoon();
    }
  }

  private void tidy(Instant now) {
    long upTo = now.minus(rules.settleAfter()).toEpochMilli();
    replica.tidy(upTo, now);
    if (membership.isLeader() && membership.isSettled(rules.settleAfter(), now)) {
      for (int index : replica.settle(upTo)) {
        writer.settle(index, upTo, replica::isGone);
      }
    }
    flushSoon();
  }
}
