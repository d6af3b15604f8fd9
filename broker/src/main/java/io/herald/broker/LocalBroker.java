package io.herald.broker;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import io.herald.broker.auth.AuthServers;
import io.herald.broker.placement.LoadMeter;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.DeleteChannel;
import io.herald.broker.request.EmptyChannel;
import io.herald.broker.request.EmptyTopic;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.request.PauseTopic;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.Drain;
import io.herald.broker.session.PublishBudget;
import io.herald.broker.sharding.LoadPlacement;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.tcp.ConnectionContext;
import io.herald.broker.tcp.Connections;
import io.herald.broker.tcp.EventLoops;
import io.herald.broker.tcp.TcpListener;
import io.herald.broker.tls.ClientTls;
import io.herald.broker.tls.ServerTls;
import io.herald.broker.tls.TlsFileException;
import io.herald.broker.topic.CacheBudget;
import io.herald.broker.topic.KnownChannels;
import io.herald.broker.topic.LostLetters;
import io.herald.broker.topic.Publisher;
import io.herald.broker.topic.TopicContext;
import io.herald.broker.topic.TopicDirectory;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.TopicListener;
import io.herald.broker.topic.TopicPlacement;
import io.herald.broker.topic.TopicSharding;
import io.herald.broker.topic.Topics;
import io.herald.config.Settings;
import io.herald.config.StoreKind;
import io.herald.config.TlsRequired;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The broker of this node: its topics on the event loops, and the port its clients connect to.
 * Reads as a list of its parts.
 */
public final class LocalBroker implements Broker {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final EventLoops loops;
  private final Settings settings;
  private final BrokerStore store;
  private final BrokerStats stats = new BrokerStats(Instant.now());
  private final TopicDirectory directory = new TopicDirectory();
  private final Connections connections = new Connections();
  private final PublishBudget publishBudget;
  private final Optional<AuthServers> authServers;
  private final Optional<TopicSharding> sharding;
  private final LoadMeter meter;
  private final ActorRef<Topics.Command> topics;

  /**
   * Starts the broker's actors; {@link #openStoredTopics} and {@link #listen} follow.
   *
   * @param listener hears of topics and channels that come and go
   * @param knownChannels what a new topic begins with
   * @throws TlsFileException if what https auth servers are trusted by cannot be read
   * @throws IllegalStateException if an auth server's address is none
   */
  public LocalBroker(
      ActorSystem<?> system,
      EventLoops loops,
      Settings settings,
      BrokerStore store,
      TopicListener listener,
      KnownChannels knownChannels)
      throws TlsFileException {
    this.system = system;
    this.loops = loops;
    this.settings = settings;
    this.store = store;
    this.authServers =
        settings.auth().isEnabled()
            ? Optional.of(new AuthServers(settings.auth(), ClientTls.of(settings.tls())))
            : Optional.empty();
    this.publishBudget = new PublishBudget(settings.broker().publishBudgetBytes());
    boolean isSharded = settings.store().store() == StoreKind.CASSANDRA;
    TopicContext shared =
        new TopicContext(
            settings.broker(),
            settings.store(),
            store.logPlugins(),
            store.cursorPlugins(),
            store.purge(),
            directory,
            stats,
            new CacheBudget(settings.broker().tailCacheBytes()),
            store.query(CurrentEventsByPersistenceIdQuery.class),
            listener,
            isSharded ? KnownChannels.NONE : knownChannels, // a sharded topic is nowhere else
            loops.count());
    this.sharding =
        isSharded
            ? Optional.of(TopicSharding.start(system, shared, store.leases()))
            : Optional.empty();
    this.meter =
        sharding.map(TopicSharding::meter).orElseGet(() -> LoadPlacement.meter(system, stats));
    TopicPlacement placement =
        sharding
            .map(started -> TopicPlacement.sharded(started))
            .orElseGet(() -> TopicPlacement.local(shared));
    Props onLoop = DispatcherSelector.fromConfig(EventLoops.dispatcher(0));
    this.topics =
        system.systemActorOf(
            Topics.create(
                shared, placement, settings.cluster().defaultPartitions(), connections::tellAll),
            "herald-topics",
            onLoop);
    system.systemActorOf(LostLetters.create(), "herald-lost-letters", onLoop);
  }

  /** Opens the topics that the store has, so that they are listed and their deferrals run. */
  public CompletionStage<Done> openStoredTopics() {
    if (sharding.isPresent()) {
      sharding.get().awaken(store.query(CurrentPersistenceIdsQuery.class));
      return CompletableFuture.completedFuture(Done.getInstance());
    }
    return store
        .query(CurrentPersistenceIdsQuery.class)
        .currentPersistenceIds()
        .filter(Topics::isTopic)
        .map(Topics::topicName)
        .runWith(akka.stream.javadsl.Sink.seq(), system)
        .thenCompose(
            names ->
                AskPattern.ask(
                    topics,
                    (ActorRef<Done> replyTo) -> new Topics.OpenAll(names, replyTo),
                    Duration.ofMinutes(10),
                    system.scheduler()));
  }

  /**
   * Accepts NSQ's TCP clients.
   *
   * @param version the nsqd release that clients are told
   * @param tls TLS, if it is on offer
   */
  public CompletionStage<TcpListener> listen(
      InetSocketAddress address, String version, Optional<ServerTls> tls) {
    ConnectionContext context =
        new ConnectionContext(
            settings.broker(),
            version,
            directory,
            topics,
            stats,
            publishBudget,
            connections,
            settings.tls().tlsRequired() != TlsRequired.FALSE,
            tls,
            authServers);
    return TcpListener.bind(system, loops, address, context);
  }

  /** How many partitions run on this node. */
  public int partitions() {
    return sharding.map(TopicSharding::partitions).orElseGet(directory::partitions);
  }

  /** What the partitions of this node do, in messages a second; see {@link LoadMeter}. */
  public double load() {
    return meter.load();
  }

  /**
   * Gives the partitions of this node to other nodes, if there are any who can take them; clients
   * go on meanwhile.
   */
  public CompletionStage<Done> handOver() {
    return sharding
        .map(TopicSharding::handOver)
        .orElseGet(() -> CompletableFuture.completedFuture(Done.getInstance()));
  }

  /**
   * Stops in good order, when the port is closed: clients are told, what they still say is heard
   * for a while, then channels store what they know.
   *
   * @param patience how long clients may take to leave
   */
  public CompletionStage<Done> drain(Duration patience) {
    connections.tellAll(Drain.INSTANCE);
    return connections
        .whenEmpty(system, patience)
        .thenCompose(
            done -> {
              connections.tellAll(Disconnect.INSTANCE);
              authServers.ifPresent(AuthServers::close);
              return AskPattern.ask(topics, Topics.Drain::new, ASK_TIMEOUT, system.scheduler());
            });
  }

  @Override
  public CompletionStage<Published> publish(
      TopicName topic, String key, List<byte[]> bodies, long deferMillis, Origin origin) {
    Publisher.Layout layout = Publisher.append(bodies, deferMillis, origin);
    return ask(replyTo -> new Topics.Publish(topic, key, OpenTopic.ANY, layout, replyTo));
  }

  @Override
  public CompletionStage<Published> publishTo(
      TopicName topic, int partition, List<byte[]> bodies, Origin origin) {
    Publisher.Layout layout = Publisher.append(bodies, 0, origin);
    return ask(replyTo -> new Topics.Publish(topic, "", partition, layout, replyTo));
  }

  @Override
  public CompletionStage<Done> createTopic(TopicName topic, int partitions, boolean isOrdered) {
    TopicSpec spec = new TopicSpec(partitions, isOrdered);
    return ask(replyTo -> new Topics.CreateTopic(topic, spec, replyTo));
  }

  @Override
  public CompletionStage<Done> expandTopic(TopicName topic, int partitions) {
    return ask(replyTo -> new Topics.ExpandTopic(topic, partitions, replyTo));
  }

  @Override
  public CompletionStage<Done> deleteTopic(TopicName topic) {
    return ask(replyTo -> new Topics.DeleteTopic(topic, replyTo));
  }

  @Override
  public CompletionStage<Done> pauseTopic(TopicName topic, boolean paused) {
    return change(topic, new PauseTopic(paused));
  }

  @Override
  public CompletionStage<Done> emptyTopic(TopicName topic) {
    return change(topic, new EmptyTopic());
  }

  @Override
  public CompletionStage<Done> createChannel(
      TopicName topic, ChannelName channel, List<PartitionOffset> from) {
    return change(topic, new CreateChannel(channel, from));
  }

  @Override
  public CompletionStage<Done> deleteChannel(TopicName topic, ChannelName channel) {
    return change(topic, new DeleteChannel(channel));
  }

  @Override
  public CompletionStage<Done> pauseChannel(TopicName topic, ChannelName channel, boolean paused) {
    return change(topic, new PauseChannel(channel, paused));
  }

  @Override
  public CompletionStage<Done> emptyChannel(TopicName topic, ChannelName channel) {
    return change(topic, new EmptyChannel(channel));
  }

  @Override
  public CompletionStage<Done> configure(TopicName topic, ConfigChange change) {
    return change(topic, change);
  }

  @Override
  public CompletionStage<PartitionAnswers> ask(TopicName topic, TopicRequest request) {
    return ask(replyTo -> new Topics.Ask(topic, request, replyTo));
  }

  private CompletionStage<Done> change(TopicName topic, TopicRequest request) {
    return ask(topic, request).thenApply(all -> Done.getInstance());
  }

  @Override
  public BrokerStats stats() {
    return stats;
  }

  @Override
  public Optional<String> unhealthyBecause() {
    return store.unhealthyBecause();
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, Topics.Command> command) {
    return AskPattern.askWithStatus(topics, command::apply, ASK_TIMEOUT, system.scheduler())
        .exceptionally(
            failure -> {
              throw failure.getCause() instanceof BrokerException refusal
                  ? refusal
                  : new CompletionException(failure);
            });
  }
}
