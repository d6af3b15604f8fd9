package io.herald.lookup.registry;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.MemberStatus;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import akka.cluster.typed.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Asks all other nodes for all parts at once, so that a node that has just joined need not wait for
 * gossip before it can say which channels a topic has. One per question; ends with its answer. A
 * node that does not answer is not waited for.
 */
final class CatchUp extends AbstractOnMessageBehavior<CatchUp.Command> {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration RETRY = Duration.ofMillis(50);
  private static final int RETRIES_MAX = 100;

  /** What it hears. */
  sealed interface Command {}

  private record ReplicasCounted(int count) implements Command {}

  private record PartRead(int index, Replicator.GetResponse<ReplicatedPart> response)
      implements Command {}

  private enum Retry implements Command {
    INSTANCE
  }

  private final ReplicatorMessageAdapter<Command, ReplicatedPart> replicator;
  private final TimerScheduler<Command> timers;
  private final ActorRef<Registry.Command> registry;
  private final ActorRef<Registry.Applied> replyTo;
  private int retries;
  private int unread = Parts.COUNT;

  private CatchUp(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, ReplicatedPart> replicator,
      TimerScheduler<Command> timers,
      ActorRef<Registry.Command> registry,
      ActorRef<Registry.Applied> replyTo) {
    super(context);
    context.setLoggerName(CatchUp.class);
    this.replicator = replicator;
    this.timers = timers;
    this.registry = registry;
    this.replyTo = replyTo;
    countReplicas();
  }

  /**
   * Tells the registry what the other nodes know.
   *
   * @param replyTo told when it can be read on this node
   */
  static Behavior<Command> create(
      ActorRef<Registry.Command> registry, ActorRef<Registry.Applied> replyTo) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    DistributedData.withReplicatorMessageAdapter(
                        (ReplicatorMessageAdapter<Command, ReplicatedPart> replicator) ->
                            new CatchUp(context, replicator, timers, registry, replyTo))));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    if (command instanceof ReplicasCounted counted) {
      onReplicasCounted(counted.count());
      return this;
    } else if (command == Retry.INSTANCE) {
      countReplicas();
      return this;
    } else if (command instanceof PartRead read) {
      return onPartRead(read.index(), read.response());
    }
    throw new AssertionError("unhandled " + command);
  }

  private void countReplicas() {
    replicator.askReplicaCount(
        Replicator.GetReplicaCount::new, counted -> new ReplicasCounted(counted.n()));
  }

  /** The replicator hears of the other nodes a little later than the cluster knows of them. */
  private void onReplicasCounted(int count) {
    if (count < memberCount() && retries++ < RETRIES_MAX) {
      timers.startSingleTimer(Retry.INSTANCE, RETRY);
    } else {
      readAll();
    }
  }

  private long memberCount() {
    return StreamSupport.stream(
            Cluster.get(getContext().getSystem()).state().getMembers().spliterator(), false)
        .filter(member -> member.status() == MemberStatus.up())
        .count();
  }

  private void readAll() {
    for (int index = 0; index < Parts.COUNT; index++) {
      int part = index;
      replicator.askGet(
          replyTo ->
              new Replicator.Get<>(PartKey.of(part), new Replicator.ReadAll(READ_TIMEOUT), replyTo),
          response -> new PartRead(part, response));
    }
  }

  private Behavior<Command> onPartRead(int index, Replicator.GetResponse<ReplicatedPart> response) {
    if (response instanceof Replicator.GetSuccess<ReplicatedPart> success) {
      registry.tell(new Registry.PartRead(index, success.get(PartKey.of(index)).part()));
    }
    if (--unread > 0) {
      return this;
    }
    registry.tell(new Registry.Apply(List.of(), replyTo)); // answered when all of it can be read
    return Behaviors.stopped();
  }
}
