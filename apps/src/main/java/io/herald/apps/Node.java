package io.herald.apps;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.remote.RemoteTransportException;
import io.herald.apps.cluster.ClusterMembership;
import io.herald.apps.cluster.ClusterSight;
import io.herald.apps.cluster.NodeCard;
import io.herald.apps.cluster.ObservedNode;
import io.herald.apps.cluster.Probes;
import io.herald.apps.cluster.QuietStart;
import io.herald.broker.LocalBroker;
import io.herald.broker.statsd.StatsdPush;
import io.herald.broker.tcp.EventLoops;
import io.herald.broker.tcp.TcpListener;
import io.herald.broker.tls.ServerTls;
import io.herald.config.Endpoint;
import io.herald.config.HeraldVersion;
import io.herald.config.LoadedSettings;
import io.herald.config.Settings;
import io.herald.http.NodeInfo;
import io.herald.http.access.CallerFile;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.RegistryRules;
import io.herald.lookup.registry.SelfProducer;
import io.herald.lookup.tcp.LookupIdentity;
import io.herald.lookup.tcp.LookupLimits;
import io.herald.lookup.tcp.LookupListener;
import io.herald.persistence.journal.DataDirectory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Everything a node is, in the order it starts; it stops in the opposite one. The event loops begin
 * before the ActorSystem and end behind it, and so does the lock on the data directory.
 */
final class Node {
  private static final Duration START_DEADLINE = Duration.ofMinutes(10);

  /** How much of the drain's time clients may take before they are disconnected. */
  private static final int PATIENCE_DIVISOR = 3;

  /** What a stop needs beyond the drain; nsqd's users expect 10 s at most. */
  private static final Duration AFTER_DRAIN = Duration.ofSeconds(1);

  /** In a cluster the other nodes have to agree that this one leaves. */
  private static final Duration LEAVING = Duration.ofSeconds(12);

  private final Settings settings;
  private final DataDirectory directory;
  private final Optional<ServerTls> tls;
  private final EventLoops loops;
  private final ActorSystem<Void> system;
  private final NodeStore store;
  private final LocalBroker broker;
  private final TcpListener tcp;
  private final HttpFront http;
  private final LookupListener.Bound lookupTcp;
  private final Optional<StatsdPush> statsd;
  private final Probes probes = new Probes();
  private final WayOut wayOut;
  private final ClusterSight sight;

  private Node(LoadedSettings loaded) throws Exception {
    settings = loaded.settings();
    Optional<CallerFile> callers = CallerFile.read(settings.http());
    ActorSystemSetup clusterTls = ClusterTls.setup(settings); // may fail, and nothing is taken yet
    tls =
        settings.tls().isEnabled()
            ? Optional.of(ServerTls.start(settings.tls()))
            : Optional.empty();
    directory = DataDirectory.open(settings.node().dataPath());
    store = NodeStore.of(settings, directory);
    loops = new EventLoops(settings.broker().loops(), settings.broker().taskQuantum());
    system = actorSystem(clusterTls);
    wayOut = new WayOut(system);
    try {
      http = new HttpFront(system, settings, tls, callers);
      ClusterMembership.join(system, settings);
      Lookup lookup = Lookup.start(system, rules());
      broker =
          new LocalBroker(
              system,
              loops,
              settings,
              store.open(system),
              new Announcer(lookup),
              lookup::channelsElsewhere);
      sight = new ClusterSight(system, settings.cluster().clusterName());
      startProbes(sight);
      await("recovery", store.recover());
      await("recovery", broker.openStoredTopics());

      await("lookup", lookup.learnAll());
      tcp = bound(settings.broker().tcpAddress(), this::listenTcp);
      http.bind(
          broker,
          lookup,
          loaded,
          this::info,
          ObservedNode.start(system, probes, sight, wayOut::ask));
      lookupTcp =
          bound(settings.lookup().lookupTcpAddress(), address -> listenLookup(lookup, address));
      SelfProducer self = self();
      lookup.announce(self);
      sight.announce(system, this::card);
      statsd = statsd(self);
      wayOut.beginWith(this::drain);
    } catch (Exception failure) {
      stop();
      throw failure;
    }
  }

  /** Starts a node; returns when all ports are bound and everything stored is there again. */
  static RunningNode start(LoadedSettings settings) throws Exception {
    Node node = new Node(settings);
    return new RunningNode(
        withPort(node.settings.broker().tcpAddress(), node.tcp.address()),
        withPort(node.settings.http().httpAddress(), node.http.http()),
        node.http.https().map(bound -> withPort(node.settings.http().httpsAddress(), bound)),
        withPort(node.settings.lookup().lookupTcpAddress(), node.lookupTcp.address()),
        withPort(node.settings.lookup().lookupHttpAddress(), node.http.lookup()),
        node.warnings(),
        node.store.repairs(),
        node::stop,
        node::stopLimit,
        node.wayOut.ended());
  }

  private Duration stopLimit() {
    return settings.broker().drainTimeout().plus(sight.isAlone() ? AFTER_DRAIN : LEAVING);
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>(HttpFront.warnings(settings));
    warnings.addAll(store.warnings());
    return warnings;
  }

  private ActorSystem<Void> actorSystem(ActorSystemSetup clusterTls) {
    QuietStart.begin();
    try {
      return ActorSystem.create(
          Behaviors.<Void>empty(),
          "herald",
          store.addTo(
              probes
                  .addTo(clusterTls)
                  .and(BootstrapSetup.create(NodeConfig.of(settings, loops, store.config())))));
    } catch (RemoteTransportException taken) {
      throw new IllegalStateException(
          "--cluster-address: cannot listen on " + settings.cluster().clusterAddress(), taken);
    }
  }

  private RegistryRules rules() {
    return RegistryRules.of(
        settings.lookup().inactiveProducerTimeout(), settings.lookup().tombstoneLifetime());
  }

  private CompletionStage<TcpListener> listenTcp(Endpoint address) {
    return broker.listen(address.socketAddress(), HeraldVersion.NSQ_VERSION, tls);
  }

  private CompletionStage<LookupListener.Bound> listenLookup(Lookup lookup, Endpoint address) {
    LookupIdentity identity =
        new LookupIdentity(
            settings.broker().broadcastAddress(),
            hostname(),
            http.lookup().getPort(),
            HeraldVersion.NSQ_VERSION);
    return LookupListener.bind(
        system, address.host(), address.port(), lookup, identity, LookupLimits.DEFAULT);
  }

  /** Where clients find this node; ports may be announced differently from how they are bound. */
  private SelfProducer self() {
    return new SelfProducer(
        hostname(),
        settings.broker().broadcastAddress(),
        orBound(settings.broker().broadcastTcpPort(), tcp.address()),
        orBound(settings.broker().broadcastHttpPort(), http.http()),
        HeraldVersion.NSQ_VERSION);
  }

  /** Names in statsd hold the address under which the node announces itself. */
  private Optional<StatsdPush> statsd(SelfProducer self) {
    return settings.statsd().isEnabled()
        ? Optional.of(
            StatsdPush.start(
                settings.statsd(), self.broadcastAddress(), self.httpPort(), broker.stats()))
        : Optional.empty();
  }

  /** Once all is known that they look at. */
  private void startProbes(ClusterSight sight) {
    probes
        .ready("cluster", sight::notJoinedBecause)
        .ready("store", broker::unhealthyBecause)
        .ready("drain", wayOut::drainingBecause)
        .alive("event-loops", IntStream.range(0, loops.count()).mapToObj(loops::loop).toList())
        .start(system);
  }

  /** What the other nodes are told of this one. */
  private NodeCard card() {
    String host = settings.broker().broadcastAddress();
    return new NodeCard(
        settings.node().nodeName(),
        host + ":" + orBound(settings.broker().broadcastTcpPort(), tcp.address()),
        host + ":" + orBound(settings.broker().broadcastHttpPort(), http.http()),
        host + ":" + lookupTcp.address().getPort(),
        host + ":" + http.lookup().getPort(),
        broker.partitions(),
        Math.round(broker.load()));
  }

  private NodeInfo info() {
    return new NodeInfo(
        hostname(), tcp.address().getPort(), http.http().getPort(), broker.stats().startedAt());
  }

  private static int orBound(int announced, InetSocketAddress bound) {
    return announced == 0 ? bound.getPort() : announced;
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  /** The address as it was asked for, with the port it got. */
  private static Endpoint withPort(Endpoint asked, InetSocketAddress bound) {
    return asked.withPort(bound.getPort());
  }

  /** Something that starts to listen. */
  interface Binding<L> {
    CompletionStage<L> to(Endpoint address);
  }

  static <L> L bound(Endpoint address, Binding<L> binding) throws Exception {
    return await("cannot listen on " + address, binding.to(address));
  }

  static <T> T await(String what, CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(START_DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(what, failure.getCause());
    } catch (TimeoutException slow) {
      throw new IllegalStateException(what + " took longer than " + START_DEADLINE, slow);
    }
  }

  /** Accepts nothing more, gives partitions away, lets clients leave, stores what is known. */
  private void drain() {
    Duration patience = settings.broker().drainTimeout().dividedBy(PATIENCE_DIVISOR);
    statsd.ifPresent(StatsdPush::close);
    try {
      await("unbind", tcp.unbind());
      handOver(patience);
      http.stopNsqd();
      await("drain", broker.drain(patience));
      await("stop lookup", lookupTcp.close());
      http.stopLookup();
    } catch (Exception failure) {
      system.log().error("stop is not in good order", failure);
    }
  }

  /** If nobody else is there to take them, the partitions end with the node. */
  private void handOver(Duration patience) throws Exception {
    if (!sight.hasSuccessor()) {
      return;
    }
    try {
      broker.handOver().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException slow) {
      system.log().warn("not all partitions were handed over within {}", patience);
    }
  }

  /**
   * Each phase of Akka's shutdown is bounded; the end of the ActorSystem is not, because a TLS
   * connection between nodes may hold it up (see {@link ClusterTls}).
   */
  private void stop() {
    try {
      await("end of actors", wayOut.go());
      await("end of loops", loops.shutDown());
    } catch (Exception failure) {
      system.log().error("stop is not in good order", failure);
    }
    store.close();
    tls.ifPresent(ServerTls::close);
    directory.close();
  }
}
