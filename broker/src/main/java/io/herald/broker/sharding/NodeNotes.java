package io.herald.broker.sharding;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.UniqueAddress;
import akka.cluster.ddata.Key;
import akka.cluster.ddata.LWWMap;
import akka.cluster.ddata.LWWMapKey;
import akka.cluster.ddata.SelfUniqueAddress;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import akka.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import io.herald.lookup.registry.Lookup;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What each node tells all others about itself, a short text, by Distributed Data; to be read by
 * any thread. Nothing survives a restart.
 */
public final class NodeNotes {
  private final AtomicReference<Map<String, String>> notes = new AtomicReference<>(Map.of());

  private NodeNotes() {}

  /**
   * Starts telling and hearing.
   *
   * @param name of these notes, the same on all nodes
   * @param own what to tell, asked every second
   */
  public static NodeNotes start(ActorSystem<?> system, String name, Supplier<String> own) {
    NodeNotes known = new NodeNotes();
    system.systemActorOf(
        Teller.create(name, own, known),
        name,
        Props.empty().withDispatcherFromConfig(Lookup.DISPATCHER));
    return known;
  }

  /** What a node has told; nothing if that has not arrived yet. */
  public Optional<String> of(UniqueAddress node) {
    return Optional.ofNullable(notes.get().get(id(node)));
  }

  /** What all nodes have told, those that have just gone among them. */
  Map<String, String> all() {
    return notes.get();
  }

  private static String id(UniqueAddress node) {
    return node.address() + "#" + node.longUid();
  }

  private sealed interface Command {}

  private record Changed(Replicator.SubscribeResponse<LWWMap<String, String>> response)
      implements Command {}

  private record Updated(Replicator.UpdateResponse<LWWMap<String, String>> response)
      implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** One per node. The leader drops the notes of nodes that have left. */
  private static final class Teller extends AbstractOnMessageBehavior<Command> {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Key<LWWMap<String, String>> key;
    private final Supplier<String> own;
    private final NodeNotes known;
    private final ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator;
    private final Cluster cluster;
    private final SelfUniqueAddress self;
    private String told = "";

    private Teller(
        ActorContext<Command> context,
        ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator,
        Key<LWWMap<String, String>> key,
        Supplier<String> own,
        NodeNotes known) {
      super(context);
      context.setLoggerName(NodeNotes.class);
      this.replicator = replicator;
      this.key = key;
      this.own = own;
      this.known = known;
      this.cluster = Cluster.get(context.getSystem());
      this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
    }

    static Behavior<Command> create(String name, Supplier<String> own, NodeNotes known) {
      Key<LWWMap<String, String>> key = LWWMapKey.create(name);
      Behavior<Command> running =
          Behaviors.setup(
              context ->
                  Behaviors.withTimers(
                      timers ->
                          DistributedData.withReplicatorMessageAdapter(
                              (ReplicatorMessageAdapter<Command, LWWMap<String, String>>
                                      adapter) -> {
                                adapter.subscribe(key, Changed::new);
                                timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                                context.getSelf().tell(Tick.INSTANCE);
                                return new Teller(context, adapter, key, own, known);
                              })));
      return Behaviors.supervise(running).onFailure(SupervisorStrategy.restart());
    }

    @Override
    public Behavior<Command> onMessage(Command command) {
      if (command instanceof Changed changed) {
        onChanged(changed.response());
      } else if (command instanceof Updated updated) {
        onUpdated(updated.response());
      } else if (command == Tick.INSTANCE) {
        onTick();
      } else {
        throw new AssertionError("unhandled " + command);
      }
      return this;
    }

    private void onChanged(Replicator.SubscribeResponse<LWWMap<String, String>> response) {
      if (response instanceof Replicator.Changed<LWWMap<String, String>> changed) {
        known.notes.set(Map.copyOf(changed.get(key).getEntries()));
      }
    }

    private void onUpdated(Replicator.UpdateResponse<LWWMap<String, String>> response) {
      if (!(response instanceof Replicator.UpdateSuccess<LWWMap<String, String>>)) {
        getContext().getLog().error("{} could not be replicated: {}", key.id(), response);
      }
    }

    private void onTick() {
      String now = own.get();
      boolean isKnown = known.of(self.uniqueAddress()).filter(now::equals).isPresent();
      if (!now.equals(told) || !isKnown) {
        told = now;
        update(notes -> notes.put(self, NodeNotes.id(self.uniqueAddress()), now));
      }
      if (cluster.selfAddress().equals(cluster.state().getLeader())) {
        dropThoseWhoLeft();
      }
    }

    /** A note that is dropped before its node is seen is told again by the node itself. */
    private void dropThoseWhoLeft() {
      Set<String> members = new HashSet<>();
      for (Member member : cluster.state().getMembers()) {
        members.add(NodeNotes.id(member.uniqueAddress()));
      }
      for (String id : known.all().keySet()) {
        if (!members.contains(id)) {
          update(notes -> notes.remove(self, id));
        }
      }
    }

    private void update(UnaryOperator<LWWMap<String, String>> change) {
      replicator.askUpdate(
          (ActorRef<Replicator.UpdateResponse<LWWMap<String, String>>> replyTo) ->
              new Replicator.Update<>(
                  key, LWWMap.empty(), Replicator.writeLocal(), replyTo, change),
          Updated::new);
    }
  }
}
