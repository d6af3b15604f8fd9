package io.herald.lookup.registry;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.typed.Cluster;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * nsqlookupd's job on this node, for the broker, the HTTP routes and port 4160. Questions are
 * answered at once from this node's copy and cost no message; changes complete when this node can
 * read them, and reach the other nodes by gossip.
 */
public final class Lookup {
  /** Where the registry and port 4160 run, apart from the broker's event loop. */
  public static final String DISPATCHER = "herald.lookup-dispatcher";

  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LEARN_TIMEOUT = Duration.ofSeconds(15);

  private final ActorSystem<?> system;
  private final ActorRef<Registry.Command> registry;
  private final RegistrySnapshot snapshot;
  private final Clock clock;
  private final AtomicLong serials = new AtomicLong(ProducerId.OWN_BROKER);

  private Lookup(
      ActorSystem<?> system,
      ActorRef<Registry.Command> registry,
      RegistrySnapshot snapshot,
      Clock clock) {
    this.system = system;
    this.registry = registry;
    this.snapshot = snapshot;
    this.clock = clock;
  }

  /** Starts the registry of this node; once per actor system, which must be of a cluster. */
  public static Lookup start(ActorSystem<?> system, RegistryRules rules) {
    return start(system, rules, Clock.systemUTC());
  }

  static Lookup start(ActorSystem<?> system, RegistryRules rules, Clock clock) {
    NodeId self = Membership.nodeId(Cluster.get(system).selfMember().uniqueAddress());
    RegistrySnapshot snapshot =
        new RegistrySnapshot(
            new RegistryView(Parts.EMPTY, Nodes.only(self), Map.of(), Map.of(), rules));
    ActorRef<Registry.Command> registry =
        system.systemActorOf(
            Registry.create(self, rules, snapshot, clock),
            "herald-registry",
            Props.empty().withDispatcherFromConfig(DISPATCHER));
    return new Lookup(system, registry, snapshot, clock);
  }

  /**
   * Learns what the other nodes know, as far as they answer within seconds: for a node that has
   * just joined, before it takes its first message.
   */
  public CompletionStage<Done> learnAll() {
    return AskPattern.ask(
            registry,
            (ActorRef<Registry.Applied> replyTo) -> new Registry.LearnAll(replyTo),
            LEARN_TIMEOUT,
            system.scheduler())
        .handle((learned, slow) -> Done.getInstance()); // gossip brings the rest
  }

  /** The own broker's address, once its ports are bound; nobody sees its topics before. */
  public void announce(SelfProducer self) {
    tell(List.of(new RegistryChange.Connect(ProducerId.OWN_BROKER, self.producer())));
  }

  /** The own broker has a topic. */
  public void registerOwn(TopicName topic) {
    tell(List.of(new RegistryChange.Register(ProducerId.OWN_BROKER, Registration.of(topic))));
  }

  /** The own broker has a channel, and its topic. */
  public void registerOwn(TopicName topic, ChannelName channel) {
    Registration registration = Registration.of(topic, channel);
    tell(List.of(new RegistryChange.Register(ProducerId.OWN_BROKER, registration)));
  }

  /** The own broker no longer has a topic, nor any of its channels. */
  public void unregisterOwn(TopicName topic) {
    tell(List.of(new RegistryChange.Unregister(ProducerId.OWN_BROKER, Registration.of(topic))));
  }

  /** The own broker no longer has a channel. */
  public void unregisterOwn(TopicName topic, ChannelName channel) {
    Registration registration = Registration.of(topic, channel);
    tell(List.of(new RegistryChange.Unregister(ProducerId.OWN_BROKER, registration)));
  }

  /** {@code GET /lookup?topic=}; empty means 404 TOPIC_NOT_FOUND. */
  public Optional<LookupAnswer> lookup(String topic) {
    return snapshot.view().lookup(topic, clock.instant());
  }

  /**
   * {@code GET /lookup?topic=&access=w}: the same with only those producers that should be
   * published to: their node is up, reachable and not on its way out.
   */
  public Optional<LookupAnswer> whereToPublish(String topic) {
    return snapshot.view().whereToPublish(topic, clock.instant());
  }

  /** {@code GET /topics}, sorted. */
  public List<String> topics() {
    return snapshot.view().topics();
  }

  /** {@code GET /channels?topic=}, sorted; empty for an unknown topic. */
  public List<String> channels(String topic) {
    return snapshot.view().channels(topic);
  }

  /**
   * What the own broker asks before a new topic takes its first message: the channels to begin
   * with, without the ephemeral ones and without those that it has deleted itself.
   */
  public Set<ChannelName> channelsElsewhere(TopicName topic) {
    return snapshot.view().channelsElsewhere(topic);
  }

  /** {@code GET /nodes}. */
  public List<NodeAnswer> nodes() {
    return snapshot.view().nodes(clock.instant());
  }

  /** {@code GET /debug}: producers by {@code category:key:subkey}. */
  public NavigableMap<String, List<DebugAnswer>> debug() {
    return snapshot.view().debug(clock.instant());
  }

  /** {@code POST /topic/create}; false if the registry is full. */
  public CompletionStage<Boolean> createTopic(TopicName topic) {
    return apply(new RegistryChange.Create(Registration.of(topic)));
  }

  /** {@code POST /channel/create}, which creates the topic too; false if the registry is full. */
  public CompletionStage<Boolean> createChannel(TopicName topic, ChannelName channel) {
    return apply(new RegistryChange.Create(Registration.of(topic, channel)));
  }

  /**
   * {@code POST /topic/delete}; an unknown topic is fine. Brokers keep the topic, and list it again
   * when they register it again, as with nsqlookupd.
   */
  public CompletionStage<Done> deleteTopic(String topic) {
    return apply(new RegistryChange.DeleteTopic(topic)).thenApply(found -> Done.getInstance());
  }

  /** {@code POST /channel/delete}; false means 404 CHANNEL_NOT_FOUND. */
  public CompletionStage<Boolean> deleteChannel(TopicName topic, ChannelName channel) {
    return apply(new RegistryChange.DeleteChannel(topic.value(), channel.value()));
  }

  /**
   * {@code POST /topic/tombstone}; no match is fine.
   *
   * @param node {@code broadcast_address:http_port}
   */
  public CompletionStage<Done> tombstone(String topic, String node) {
    return apply(new RegistryChange.TombstoneTopic(topic, node))
        .thenApply(found -> Done.getInstance());
  }

  /** A number for a producer that connects to this node; never given twice. */
  public long nextSerial() {
    return serials.incrementAndGet();
  }

  /** Makes changes in order; completes when this node can read them. */
  public CompletionStage<Registry.Applied> apply(List<RegistryChange> changes) {
    return AskPattern.ask(
        registry, replyTo -> new Registry.Apply(changes, replyTo), ASK_TIMEOUT, system.scheduler());
  }

  /** Makes changes in order, some time soon. */
  public void tell(List<RegistryChange> changes) {
    registry.tell(new Registry.Apply(changes, system.ignoreRef()));
  }

  /** A producer connected to this node gave a sign of life. */
  public void heard(long serial) {
    registry.tell(new Registry.Heard(serial));
  }

  private CompletionStage<Boolean> apply(RegistryChange change) {
    return apply(List.of(change)).thenApply(applied -> applied.found().get(0));
  }
}
