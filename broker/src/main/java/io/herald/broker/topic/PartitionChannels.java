package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.stats.TopicStats;
import io.herald.config.ChannelSettings;
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
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A partition's channels, and how far they may read. While the topic is paused or has no channel,
 * messages are held at the topic; a new channel begins with the first that is held, or with the
 * next one published. Belongs to one {@link TopicPartition} and runs in it.
 */
final class PartitionChannels {
  private static final long NOT_HELD = -1;

  private final ActorContext<TopicPartition.Command> context;
  private final TopicContext shared;
  private final PartitionId id;
  private final PartitionLog log;
  private final Ownership ownership;
  private final ActorRef<Topic.Command> topic;
  private final TopicStats stats;
  private final Set<ChannelName> wanted;
  private final boolean isOrdered;
  private final Map<ChannelName, PartitionChannel> channels = new TreeMap<>();
  private TopicConfig config;
  private boolean paused;
  private long heldFrom = NOT_HELD;
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
    this.isOrdered = outline.isOrdered();
    this.paused = outline.paused();
    this.config = outline.config();
    log.retention().configure(TopicSettings.of(config.topic().byName()));
    stats.paused(paused);
  }

  /**
   * The log is there: starts the channels that the topic has, and forgets those it has no more.
   *
   * @param ready run when it is stored where each channel begins: a message that comes before could
   *     be missed by a channel after a crash
   */
  void start(Runnable ready) {
    ManifestState manifest = log.manifest();
    heldFrom =
        manifest.heldFrom() == NOT_HELD
            ? NOT_HELD
            : Math.max(manifest.heldFrom(), manifest.droppedTo());
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
          names.forEach(name -> opened(name, startOffset, context.getSystem().ignoreRef()));
          ready.run();
        };
    List<ManifestEvent> events = new ArrayList<>();
    names.stream()
        .filter(name -> !isVolatile(name))
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
    return heldFrom == NOT_HELD ? log.tail() : heldFrom;
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
    channels.forEach(
        (name, channel) -> {
          ids.add(persistenceId(name, channel));
          ids.add(timelineId(name, channel));
        });
    return ids;
  }

  private String timelineId(ChannelName name, PartitionChannel channel) {
    return id.timelinePersistenceId(name, channel.startOffset());
  }

  private String persistenceId(ChannelName name, PartitionChannel channel) {
    return id.cursorPersistenceId(name, channel.startOffset());
  }

  void tailAdvanced(MessageBatch batch) {
    if (heldFrom == NOT_HELD) {
      Channel.TailAdvanced advanced = new Channel.TailAdvanced(batch, log.tail(), log.cachedFrom());
      channels.values().forEach(channel -> channel.tell(advanced));
    }
  }

  void open(TopicPartition.OpenChannel open) {
    ChannelName name = open.channel();
    ActorRef<StatusReply<Done>> replyTo = open.replyTo();
    PartitionChannel known = channels.get(name);
    boolean isInHistory = !open.from().isEmpty();
    if (known != null) {
      StatusReply<Done> there = isInHistory ? StatusReply.error(exists()) : StatusReply.ack();
      known.afterwards(() -> open(open), () -> replyTo.tell(there));
      return;
    }
    long startOffset = PartitionOffset.of(id.index(), open.from()).orElse(releasedTo());
    if (isInHistory && startOffset < log.firstKept()) {
      replyTo.tell(StatusReply.error(log.hasMovedOn()));
      return;
    }
    PartitionChannel opening = new PartitionChannel(startOffset);
    channels.put(name, opening);
    if (isVolatile(name)) {
      opened(name, startOffset, replyTo);
      return;
    }
    log.persist(
        List.of(new ManifestEvent.ChannelOpened(name, startOffset)),
        () -> opened(name, startOffset, replyTo),
        () -> {
          channels.remove(name);
          opening.discard();
          replyTo.tell(StatusReply.error("the channel could not be stored"));
        });
  }

  static BrokerException exists() {
    return new BrokerException(Reason.CHANNEL_EXISTS, "the channel exists");
  }

  private void open(ChannelName name) {
    open(new TopicPartition.OpenChannel(name, List.of(), context.getSystem().ignoreRef()));
  }

  private void opened(ChannelName name, long startOffset, ActorRef<StatusReply<Done>> replyTo) {
    PartitionChannel opening = channels.get(name);
    run(name, startOffset);
    opening.settled();
    hold();
    replyTo.tell(StatusReply.ack());
  }

  private boolean isVolatile(ChannelName name) {
    return name.isEphemeral() || id.topic().isEphemeral();
  }

  private void run(ChannelName name, long startOffset) {
    PartitionChannel channel = new PartitionChannel(startOffset);
    channels.put(name, channel);
    ActorRef<Channel.Command> actor =
        context.spawnAnonymous(
            Channel.create(
                shared,
                id,
                name,
                startOffset,
                isVolatile(name),
                isOrdered,
                configured(name),
                channel.progress(),
                ownership,
                context.getSelf()),
            DispatcherSelector.sameAsParent());
    context.watchWith(actor, new TopicPartition.ChannelStopped(name));
    channel.running(actor);
    actor.tell(readable());
    if (log.manifest().droppedTo() > 0) {
      actor.tell(new Channel.Drop(log.manifest().droppedTo()));
    }
    shared.listener().channelOpened(id.topic(), name);
  }

  void subscribe(ChannelName name, Consumer consumer) {
    if (isEnding) {
      refuse(consumer, "the partition is leaving");
      return;
    }
    PartitionChannel channel = channels.get(name);
    if (channel == null && name.isEphemeral()) { // it has not moved with the partition
      open(name);
      subscribe(name, consumer);
      return;
    } else if (channel == null) {
      consumer.connection().tell(new SubscribeFailed(id.index(), "to deleted topic/channel", true));
      return;
    }
    channel.afterwards(
        () -> subscribe(name, consumer),
        () -> {
          if (channel.hasActor()) {
            channel.tell(new Channel.Subscribe(consumer));
          } else {
            refuse(consumer, "the partition is moving");
          }
        });
  }

  private void refuse(Consumer consumer, String reason) {
    consumer.connection().tell(new SubscribeFailed(id.index(), reason));
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

  static BrokerException noChannel() {
    return new BrokerException(Reason.CHANNEL_NOT_FOUND, "no such channel");
  }

  private static StatusReply<Done> notFound() {
    return StatusReply.error(noChannel());
  }

  /** Makes the channels, but for ephemeral ones, those that the topic has. */
  void agree(TopicOutline outline) {
    if (isEnding) {
      return;
    }
    List.copyOf(channels.keySet()).stream()
        .filter(name -> !name.isEphemeral() && !outline.channels().contains(name))
        .forEach(name -> close(name, context.getSystem().ignoreRef()));
    outline.channels().stream().filter(name -> !channels.containsKey(name)).forEach(this::open);
    configure(outline.config(), context.getSystem().ignoreRef());
    if (paused != outline.paused()) {
      pause(outline.paused(), context.getSystem().ignoreRef());
    }
  }

  boolean isPaused() {
    return paused;
  }

  /** What is set for the topic and its channels. */
  TopicConfig config() {
    return config;
  }

  /** A change holds from the next message or the next look at it on. */
  void configure(TopicConfig changed, ActorRef<StatusReply<Done>> replyTo) {
    if (!changed.equals(config)) {
      config = changed;
      log.retention().configure(TopicSettings.of(config.topic().byName()));
      channels.forEach((name, channel) -> channel.tell(configured(name)));
    }
    replyTo.tell(StatusReply.ack());
  }

  private Channel.Configured configured(ChannelName name) {
    return new Channel.Configured(
        TopicSettings.of(config.topic().byName()), ChannelSettings.of(config.of(name).byName()));
  }

  void close(ChannelName name, ActorRef<StatusReply<Done>> replyTo) {
    PartitionChannel channel = channels.get(name);
    if (channel == null) {
      replyTo.tell(notFound());
      return;
    }
    channel.afterwards(() -> close(name, replyTo), () -> close(name, channel, replyTo));
  }

  private void close(
      ChannelName name, PartitionChannel channel, ActorRef<StatusReply<Done>> replyTo) {
    channel.closing(replyTo);
    if (isVolatile(name)) {
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
    if (isVolatile(name)) {
      purged(name);
      return;
    }
    context.pipeToSelf(
        shared
            .purge()
            .purge(timelineId(name, channel))
            .thenCompose(done -> shared.purge().purge(persistenceId(name, channel))),
        (done, failure) -> new TopicPartition.CursorPurged(name));
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
      channel.closing(context.getSystem().ignoreRef());
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
    channels.get(name).closing(context.getSystem().ignoreRef());
    log.persist(
        List.of(new ManifestEvent.ChannelClosed(name)), () -> stopped(name), () -> stopped(name));
  }

  void pause(boolean nowPaused, ActorRef<StatusReply<Done>> replyTo) {
    LeaseLostException.check(ownership); // the next owner may have asked the topic before
    paused = nowPaused;
    stats.paused(nowPaused);
    hold();
    replyTo.tell(StatusReply.ack());
  }

  /** Begins or ends to hold messages back, as pause and channels demand. */
  private void hold() {
    boolean shouldHold = paused || channels.values().stream().allMatch(PartitionChannel::isClosing);
    if (shouldHold && heldFrom == NOT_HELD) {
      heldFrom = log.tail();
      store(new ManifestEvent.MessagesHeld(heldFrom));
    } else if (!shouldHold && heldFrom != NOT_HELD) {
      heldFrom = NOT_HELD;
      store(ManifestEvent.MessagesReleased.INSTANCE);
      tellReadable();
    }
  }

  private void store(ManifestEvent event) {
    store(event, () -> {});
  }

  private void store(ManifestEvent event, Runnable stored) {
    log.persist(List.of(event), stored, () -> store(event, stored));
  }

  private void tellReadable() {
    channels.values().forEach(channel -> channel.tell(readable()));
  }

  private Channel.ReadableTo readable() {
    return new Channel.ReadableTo(releasedTo(), log.tail(), log.cachedFrom());
  }

  void empty(ActorRef<StatusReply<Done>> replyTo) {
    List<PartitionChannel> running = running();
    boolean isHeld = heldFrom != NOT_HELD;
    ActorRef<StatusReply<Done>> counter =
        context.spawnAnonymous(ReplyCollector.create(running.size() + (isHeld ? 1 : 0), replyTo));
    if (isHeld) {
      heldFrom = log.tail();
      store(new ManifestEvent.MessagesHeld(heldFrom), () -> counter.tell(StatusReply.ack()));
      tellReadable();
    }
    running.forEach(channel -> channel.tell(new Channel.Empty(log.tail(), counter)));
  }

  /** The topic is full, and nobody gets what is below {@code upTo} any more. */
  void drop(long upTo) {
    if (heldFrom != NOT_HELD && heldFrom < upTo) {
      context.getLog().warn("{}: full, {} messages that were held go", id, upTo - heldFrom);
      heldFrom = upTo;
      store(new ManifestEvent.MessagesHeld(heldFrom));
      tellReadable();
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
