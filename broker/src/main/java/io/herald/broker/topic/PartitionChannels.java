package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.channel.Channel;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.stats.TopicStats;
import io.herald.config.TopicSettings;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.partition.ManifestEvent;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A partition's channels, and how far they may read. While the topic is paused or has no channel,
 * messages are held at the topic; a new channel begins with the first that is held, or with the
 * next one published. Belongs to one {@link TopicPartition} and runs in it.
 */
final class PartitionChannels {
  private final ActorContext<TopicPartition.Command> context;
  private final TopicContext shared;
  private final PartitionId id;
  private final PartitionLog log;
  private final Ownership ownership;
  private final ChannelFactory factory;
  private final HeldMessages held;
  private final ActorRef<Topic.Command> topic;
  private final TopicStats stats;
  private final Set<ChannelName> wanted;
  private final Map<ChannelName, PartitionChannel> channels = new TreeMap<>();
  private TopicConfig config;
  private boolean isEnding;

  PartitionChannels(
      ActorContext<TopicPartition.Command> context,
      TopicContext shared,
      PartitionId id,
      PartitionLog log,
      Ownership ownership,
      ActorRef<Topic.Command> topic,
      TopicOutline outline) {
    this.context = context;
    this.shared = shared;
    this.id = id;
    this.log = log;
    this.ownership = ownership;
    this.topic = topic;
    this.stats = shared.stats().topic(id.topic());
    this.wanted = outline.channels();
    this.factory = new ChannelFactory(context, shared, id, outline.isOrdered(), ownership);
    this.held = new HeldMessages(log, outline.paused(), this::tellReadable);
    this.config = outline.config();
    log.retention().configure(TopicSettings.of(config.topic().byName()));
    stats.paused(outline.paused());
  }

  /**
   * The log is there: starts the channels that the topic has, and forgets those it has no more.
   *
   * @param ready run when it is stored where each channel begins: a message that comes before could
   *     be missed by a channel after a crash
   */
  void start(Runnable ready) {
    ManifestState manifest = log.manifest();
    held.recovered(manifest);
    manifest
        .channels()
        .forEach(
            (name, startOffset) -> {
              if (wanted.contains(name)) {
                run(name, startOffset);
              } else {
                channels.put(name, new PartitionChannel(startOffset));
                forget(name);
              }
            });
    openAll(wanted.stream().filter(name -> !channels.containsKey(name)).toList(), ready);
    hold();
  }

  private void openAll(List<ChannelName> names, Runnable ready) {
    long startOffset = releasedTo();
    names.forEach(name -> channels.put(name, new PartitionChannel(startOffset)));
    Runnable opened =
        () -> {
          names.forEach(name -> opened(name, startOffset));
          ready.run();
        };
    List<ManifestEvent> events = new ArrayList<>();
    names.stream()
        .filter(name -> !factory.isVolatile(name))
        .forEach(name -> events.add(new ManifestEvent.ChannelOpened(name, startOffset)));
    if (events.isEmpty()) {
      opened.run();
    } else {
      storeOpened(events, opened);
    }
  }

  private void storeOpened(List<ManifestEvent> events, Runnable opened) {
    log.persist(events, opened, () -> storeOpened(events, opened));
  }

  /** The first offset that the channels may not read. */
  long releasedTo() {
    return held.releasedTo();
  }

  /** Every channel has finished everything below this offset, and will never ask for it again. */
  long finishedTo() {
    long lowest = releasedTo();
    for (PartitionChannel channel : channels.values()) {
      lowest = Math.min(lowest, channel.finishedTo());
    }
    return lowest;
  }

  List<String> persistenceIds() {
    List<String> ids = new ArrayList<>();
    channels.forEach((name, channel) -> ids.addAll(factory.persistenceIds(name, channel)));
    return ids;
  }

  void tailAdvanced(MessageBatch batch) {
    if (!held.isHeld()) {
      Channel.TailAdvanced advanced = new Channel.TailAdvanced(batch, log.tail(), log.cachedFrom());
      channels.values().forEach(channel -> channel.tell(advanced));
    }
  }

  /** See {@link io.herald.broker.request.PartitionAccess#open}. */
  void open(ChannelName name, List<PartitionOffset> from, Consumer<StatusReply<Done>> done) {
    PartitionChannel known = channels.get(name);
    boolean isInHistory = !from.isEmpty();
    if (known != null) {
      StatusReply<Done> there =
          isInHistory ? StatusReply.error(BrokerException.channelExists()) : StatusReply.ack();
      known.afterwards(() -> open(name, from, done), () -> done.accept(there));
      return;
    }
    long startOffset = PartitionOffset.of(id.index(), from).orElse(releasedTo());
    if (isInHistory && startOffset < log.firstKept()) {
      done.accept(StatusReply.error(log.hasMovedOn()));
      return;
    }
    PartitionChannel opening = new PartitionChannel(startOffset);
    channels.put(name, opening);
    Runnable opened =
        () -> {
          opened(name, startOffset);
          done.accept(StatusReply.ack());
        };
    if (factory.isVolatile(name)) {
      opened.run();
      return;
    }
    log.persist(
        List.of(new ManifestEvent.ChannelOpened(name, startOffset)),
        opened,
        () -> {
          channels.remove(name);
          opening.discard();
          done.accept(
              StatusReply.error(BrokerException.notStored("the channel could not be stored")));
        });
  }

  /** Opens a channel that nobody waits for. */
  void open(ChannelName name) {
    open(name, List.of(), unheard -> {});
  }

  private void opened(ChannelName name, long startOffset) {
    PartitionChannel opening = channels.get(name);
    run(name, startOffset);
    opening.settled();
    hold();
  }

  private void run(ChannelName name, long startOffset) {
    PartitionChannel channel = new PartitionChannel(startOffset);
    channels.put(name, channel);
    ActorRef<Channel.Command> actor =
        factory.start(name, channel, ChannelFactory.configured(config, name));
    channel.running(actor);
    actor.tell(readable());
    if (log.manifest().droppedTo() > 0) {
      actor.tell(new Channel.Drop(log.manifest().droppedTo()));
    }
    shared.listener().channelOpened(id.topic(), name);
  }

  /** The channels that are not being closed. */
  Set<ChannelName> names() {
    return channels.entrySet().stream()
        .filter(channel -> !channel.getValue().isClosing())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The channel of this name; null if there is none. */
  PartitionChannel find(ChannelName name) {
    return channels.get(name);
  }

  /** Makes the channels, but for ephemeral ones, those that the topic has. */
  void agree(TopicOutline outline) {
    if (isEnding) {
      return;
    }
    List.copyOf(channels.keySet()).stream()
        .filter(name -> !name.isEphemeral() && !outline.channels().contains(name))
        .forEach(name -> close(name, unheard -> {}));
    outline.channels().stream().filter(name -> !channels.containsKey(name)).forEach(this::open);
    configure(outline.config());
    if (isPaused() != outline.paused()) {
      pause(outline.paused());
    }
  }

  boolean isPaused() {
    return held.isPaused();
  }

  /** What is set for the topic and its channels. */
  TopicConfig config() {
    return config;
  }

  /** A change holds from the next message or the next look at it on. */
  void configure(TopicConfig changed) {
    if (!changed.equals(config)) {
      config = changed;
      log.retention().configure(TopicSettings.of(config.topic().byName()));
      channels.forEach((name, channel) -> channel.tell(ChannelFactory.configured(config, name)));
    }
  }

  /** See {@link io.herald.broker.request.PartitionAccess#close}. */
  void close(ChannelName name, Consumer<StatusReply<Done>> done) {
    PartitionChannel channel = channels.get(name);
    if (channel == null) {
      done.accept(StatusReply.error(BrokerException.noChannel()));
      return;
    }
    channel.afterwards(() -> close(name, done), () -> close(name, channel, done));
  }

  private void close(ChannelName name, PartitionChannel channel, Consumer<StatusReply<Done>> done) {
    channel.closing(() -> done.accept(StatusReply.ack()));
    if (factory.isVolatile(name)) {
      channel.tell(Channel.Close.INSTANCE);
      return;
    }
    log.persist(
        List.of(new ManifestEvent.ChannelClosed(name)),
        () -> channel.tell(Channel.Close.INSTANCE),
        () -> channel.tell(Channel.Close.INSTANCE)); // the topic has stored that it is gone
  }

  /** The channel's actor has ended; what it stored can go. */
  void stopped(ChannelName name) {
    PartitionChannel channel = channels.get(name);
    if (channel == null) {
      return;
    }
    channel.hasStopped();
    if (!channel.isClosing()) {
      if (!isEnding) {
        throw new IllegalStateException("channel " + name + " failed"); // and all begins anew
      }
      return;
    }
    if (factory.isVolatile(name)) {
      purged(name);
      return;
    }
    context.pipeToSelf(
        factory.purge(name, channel), (done, failure) -> new TopicPartition.CursorPurged(name));
  }

  void purged(ChannelName name) {
    PartitionChannel channel = channels.remove(name);
    stats.remove(name);
    shared.listener().channelDeleted(id.topic(), name);
    hold();
    channel.settled();
    if (channels.isEmpty()) {
      topic.tell(new Topic.ChannelsGone(id.index()));
    }
  }

  /** Closes the channel if it still has no consumer when it hears of it. */
  void deserted(ChannelName name) {
    PartitionChannel channel = channels.get(name);
    if (channel != null && channel.isRunning()) {
      channel.closing(() -> {});
      channel.tell(Channel.CloseIfDeserted.INSTANCE);
    }
  }

  void inUse(ChannelName name) {
    PartitionChannel channel = channels.get(name);
    if (channel != null && channel.isClosing()) {
      channel.stays();
    }
  }

  /** A channel of the manifest that the topic does not have: a deletion that was cut short. */
  private void forget(ChannelName name) {
    channels.get(name).closing(() -> {});
    log.persist(
        List.of(new ManifestEvent.ChannelClosed(name)), () -> stopped(name), () -> stopped(name));
  }

  void pause(boolean paused) {
    LeaseLostException.check(ownership); // the next owner may have asked the topic before
    held.pause(paused);
    stats.paused(paused);
    hold();
  }

  private void hold() {
    held.hold(!channels.values().stream().allMatch(PartitionChannel::isClosing));
  }

  private void tellReadable() {
    channels.values().forEach(channel -> channel.tell(readable()));
  }

  private Channel.ReadableTo readable() {
    return new Channel.ReadableTo(releasedTo(), log.tail(), log.cachedFrom());
  }

  /** Drops what is held; completes when that is stored. */
  CompletableFuture<StatusReply<Done>> dropHeld() {
    return held.drop();
  }

  /** The topic is full, and nobody gets what is below {@code upTo} any more. */
  void drop(long upTo) {
    long gone = held.dropBelow(upTo);
    if (gone > 0) {
      context.getLog().warn("{}: full, {} messages that were held go", id, gone);
    }
    channels.values().forEach(channel -> channel.tell(new Channel.Drop(upTo)));
  }

  private List<PartitionChannel> running() {
    return channels.values().stream().filter(PartitionChannel::isRunning).toList();
  }

  void stopAll() {
    isEnding = true;
    channels.values().forEach(channel -> channel.tell(Channel.Close.INSTANCE));
  }

  /** Whether all of them stop, for whatever reason. */
  boolean areEnding() {
    return isEnding;
  }

  /** Whether no channel runs any more. */
  boolean areStopped() {
    return channels.values().stream().noneMatch(PartitionChannel::hasActor);
  }

  /** Replies when every channel has flushed and told its consumers that it goes elsewhere. */
  void move(ActorRef<Done> replyTo) {
    isEnding = true;
    tellRunning(replyTo, Channel.Move::new);
  }

  /** Replies when every channel has flushed. */
  void drain(ActorRef<Done> replyTo) {
    tellRunning(replyTo, Channel.Drain::new);
  }

  private void tellRunning(
      ActorRef<Done> replyTo, Function<ActorRef<Done>, Channel.Command> command) {
    List<PartitionChannel> running = running();
    ActorRef<Done> counter = context.spawnAnonymous(Countdown.create(running.size(), replyTo));
    running.forEach(channel -> channel.tell(command.apply(counter)));
  }
}
