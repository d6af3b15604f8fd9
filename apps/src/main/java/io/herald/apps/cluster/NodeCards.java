package io.herald.apps.cluster;

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
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One per node: tells the others this node's {@link NodeCard} and keeps theirs, by Distributed
 * Data. The leader drops the cards of nodes that have left. Nothing survives a restart.
 */
final class NodeCards extends AbstractOnMessageBehavior<NodeCards.Command> {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Key<LWWMap<String, String>> KEY = LWWMapKey.create("herald-node-cards");

  /** What it is told. */
  sealed interface Command {}

  private record Changed(Replicator.SubscribeResponse<LWWMap<String, String>> response)
      implements Command {}

  private record Updated(Replicator.UpdateResponse<LWWMap<String, String>> response)
      implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  /** The cards as they are now, to be read by any thread. */
  static final class Known {
    private final AtomicReference<Map<String, NodeCard>> cards = new AtomicReference<>(Map.of());

    NodeCard of(UniqueAddress node) {
      return cards.get().getOrDefault(id(node), NodeCard.UNKNOWN);
    }
  }

  private final Supplier<NodeCard> own;
  private final Known known;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator;
  private final Cluster cluster;
  private final SelfUniqueAddress self;
  private NodeCard told = NodeCard.UNKNOWN;

  /** Starts telling; {@code own} is asked every second. */
  static void start(ActorSystem<?> system, Supplier<NodeCard> own, Known known) {
    system.systemActorOf(
        create(own, known),
        "herald-node-cards",
        Props.empty().withDispatcherFromConfig(Lookup.DISPATCHER));
  }

  private static Behavior<Command> create(Supplier<NodeCard> own, Known known) {
    Behavior<Command> running =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        DistributedData.withReplicatorMessageAdapter(
                            (ReplicatorMessageAdapter<Command, LWWMap<String, String>> adapter) -> {
                              adapter.subscribe(KEY, Changed::new);
                              timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                              context.getSelf().tell(Tick.INSTANCE);
                              return new NodeCards(context, adapter, own, known);
                            })));
    return Behaviors.supervise(running).onFailure(SupervisorStrategy.restart());
  }

  private NodeCards(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, LWWMap<String, String>> replicator,
      Supplier<NodeCard> own,
      Known known) {
    super(context);
    this.replicator = replicator;
    this.own = own;
    this.known = known;
    this.cluster = Cluster.get(context.getSystem());
    this.self = DistributedData.get(context.getSystem()).selfUniqueAddress();
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
      Map<String, NodeCard> cards = new HashMap<>();
      changed.get(KEY).getEntries().forEach((id, json) -> cards.put(id, NodeCard.fromJson(json)));
      known.cards.set(Map.copyOf(cards));
    }
  }

  private void onUpdated(Replicator.UpdateResponse<LWWMap<String, String>> response) {
    if (!(response instanceof Replicator.UpdateSuccess<LWWMap<String, String>>)) {
      getContext().getLog().error("The node's card could not be replicated: {}", response);
    }
  }

  private void onTick() {
    NodeCard now = own.get();
    boolean isKnown = known.of(self.uniqueAddress()).equals(now);
    if (!now.equals(told) || !isKnown) {
      told = now;
      update(cards -> cards.put(self, id(self.uniqueAddress()), now.toJson()));
    }
    if (cluster.selfAddress().equals(cluster.state().getLeader())) {
      dropThoseWhoLeft();
    }
  }

  /** A card that is dropped before its node is seen is put back by the node itself. */
  private void dropThoseWhoLeft() {
    Set<String> members = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      members.add(id(member.uniqueAddress()));
    }
    for (String id : known.cards.get().keySet()) {
      if (!members.contains(id)) {
        update(cards -> cards.remove(self, id));
      }
    }
  }

  private void update(UnaryOperator<LWWMap<String, String>> change) {
    replicator.askUpdate(
        (ActorRef<Replicator.UpdateResponse<LWWMap<String, String>>> replyTo) ->
            new Replicator.Update<>(KEY, LWWMap.empty(), Replicator.writeLocal(), replyTo, change),
        Updated::new);
  }

  private static String id(UniqueAddress node) {
    return node.address() + "#" + node.longUid();
  }
}
