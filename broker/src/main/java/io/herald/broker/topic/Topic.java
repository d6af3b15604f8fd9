package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Consumer;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicSpec;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a topic is: that it exists, its channels, whether it is paused. Its messages never pass
 * through it; they are its {@link TopicPartition}s'. Its neighbours are the partitions and those
 * who use the topic, both behind a {@link TopicHost}. What it has answered survives.
 *
 * <pre>
 * recovering ──► (created) ──► partitions start ──► open ──► deleted
 * </pre>
 */
public final class Topic extends AbstractBehavior<Topic.Command> {

  /** What a topic may be told. */
  public sealed interface Command {}

  /** A connection wants a channel's messages; the channel is created if need be. */
  record Subscribe(ChannelName channel, Consumer consumer) implements Command {}

  /** A connection wants the messages of a channel that exists, from one partition. */
  record SubscribePartition(ChannelName channel, int partition, Consumer consumer)
      implements Command {}

  /** Somebody waits for the answer. */
  sealed interface Asked extends Command {
    /** Answers that it is not done. */
    void refuse(BrokerException reason);
  }

  /** Somebody waits to hear that it is done. */
  private sealed interface Change extends Asked {
    ActorRef<StatusReply<Done>> replyTo();

    @Override
    default void refuse(BrokerException reason) {
      replyTo().tell(StatusReply.error(reason));
    }
  }

  /** Creates the channel unless it exists; see {@link io.herald.broker.Broker#createChannel}. */
  record CreateChannel(
      ChannelName channel, List<PartitionOffset> from, ActorRef<StatusReply<Done>> replyTo)
      implements Change {}

  /** Deletes a channel. */
  record DeleteChannel(ChannelName channel, ActorRef<StatusReply<Done>> replyTo)
      implements Change {}

  /** Holds the topic's messages back, or lets them go. */
  record Pause(boolean paused, ActorRef<StatusReply<Done>> replyTo) implements Change {}

  /** Drops the topic's messages. */
  record Empty(ActorRef<StatusReply<Done>> replyTo) implements Change {}

  /** Sets something for the topic or one of its channels. */
  record Configure(ConfigChange change, ActorRef<StatusReply<Done>> replyTo) implements Change {}

  /** Gives the topic more partitions, so that it has this many. */
  record Expand(int partitions, ActorRef<StatusReply<Done>> replyTo) implements Change {}

  /** Asks partitions, which answer by themselves. */
  record Ask(PartitionRequest request, ActorRef<PartitionReply> replyTo) implements Asked {
    @Override
    public void refuse(BrokerException reason) {
      replyTo.tell(new PartitionReply.Refused(PartitionReply.TOPIC, reason));
    }
  }

  /** Deletes the topic with everything it has; its users hear when that is done. */
  record Delete() implements Command {}

  /** A node wants to use the topic; answered with a {@link TopicGateway.Command}. */
  record Attach(boolean create, TopicSpec spec, ActorRef<TopicGateway.Command> gateway)
      implements Command {}

  /** A node uses the topic no more. */
  record Detached(ActorRef<TopicGateway.Command> gateway) implements Command {}

  /** Makes sure that the topic's partitions run, wherever that is. */
  enum Wake implements Command {
    INSTANCE
  }

  /** A partition that starts wants to know what its topic is. */
  record Describe(int partition, ActorRef<PartitionEntity.Command> replyTo) implements Command {}

  /** Stores what the channels know. */
  record Drain(ActorRef<Done> replyTo) implements Command {}

  /** Stops, because the topic goes to another node. */
  enum Leave implements Command {
    INSTANCE
  }

  /** A partition can be published to. */
  record PartitionReady(int partition) implements Command {}

  /** A partition's last channel is gone. */
  record ChannelsGone(int partition) implements Command {}

  private record Kept(EventKeeper.Reply<TopicState> reply) implements Command {}

  /** Nothing is left of a partition. */
  record PartitionDeleted(int partition) implements Command {}

  /** Nodes are told again what the topic has. */
  private enum Announce implements Command {
    INSTANCE
  }

  /** Partitions that have not answered are told again. */
  enum DeletionCheck implements Command {
    INSTANCE
  }

  private record Purged(Throwable failure) implements Command {}

  /** A node that misses it would consume from the old partitions only. */
  private static final List<Duration> ANNOUNCED_AGAIN_AFTER =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

  static final String PERSISTENCE_ID_PREFIX = "topic|";

  private final TopicContext shared;
  private final TopicName name;
  private final TopicSpec defaultSpec;
  private final TopicHost host;
  private final PartitionFanout partitions;
  private final KeptState<TopicEvent, TopicState> kept;
  private final TopicChannels channels;
  private final TopicDeletion deletion;
  private final List<Command> early = new ArrayList<>();
  private final List<Expand> expanding = new ArrayList<>();
  private final BitSet ready = new BitSet();
  private final BitSet withoutChannels = new BitSet();
  private boolean isCreating;
  private boolean isOpen;
  private boolean isLeaving;
  private boolean isGone;

  private Topic(
      ActorContext<Command> context,
      TopicContext shared,
      TopicName name,
      TopicSpec defaultSpec,
      Ownership ownership,
      TopicHost host) {
    super(context);
    this.shared = shared;
    this.name = name;
    this.defaultSpec = defaultSpec;
    this.host = host;
    this.partitions = new PartitionFanout(context, host);
    ActorRef<EventKeeper.Reply<TopicState>> replies = EventKeeper.replies(context, Kept::new);
    Behavior<EventKeeper.Command<TopicEvent>> keeper =
        name.isEphemeral()
            ? EventKeeper.ephemeral(TopicState.NONE, TopicState::apply, replies)
            : EventKeeper.durable(
                persistenceId(name),
                shared.logPlugins(),
                TopicState.NONE,
                TopicState::apply,
                replies);
    this.kept =
        new KeptState<>(
            context.spawn(keeper, "keeper", DispatcherSelector.sameAsParent()), ownership);
    this.channels = new TopicChannels(host, partitions, kept);
    this.deletion = new TopicDeletion(context, host);
  }

  /**
   * A topic that is on this node with all its partitions.
   *
   * @param spec what it is made as if it has to be created
   */
  static Behavior<Command> local(
      TopicContext shared, TopicName name, TopicSpec spec, ActorRef<Topics.Command> topics) {
    return Behaviors.setup(
        context -> {
          LocalHost host = new LocalHost(context, shared, name, topics);
          return new Topic(context, shared, name, spec, SoleOwner.INSTANCE, host);
        });
  }

  /** A topic whose partitions may be on any node, and which any node may use. */
  static Behavior<Command> sharded(
      TopicContext shared, TopicName name, Ownership ownership, TopicSharding sharding) {
    return Behaviors.setup(
        context -> {
          ShardedHost host = new ShardedHost(context, name, sharding);
          return new Topic(context, shared, name, TopicSpec.of(1), ownership, host);
        });
  }

  static String persistenceId(TopicName name) {
    return PERSISTENCE_ID_PREFIX + name;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onSignal(PostStop.class, stop -> onStopped())
        .onAnyMessage(this::onCommand)
        .build();
  }

  /** Who still waits goes on with the topic where it is then, or hears that there is none. */
  private Behavior<Command> onStopped() {
    early.addAll(expanding);
    for (Command waiting : early) {
      if (!isGone) {
        host.sendOn(waiting);
      } else if (waiting instanceof Asked asked) {
        asked.refuse(Topics.noTopic());
      }
    }
    return this;
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof Kept reply) {
      if (kept.replied(reply.reply())) {
        return recovered();
      }
      return isLeaving && !kept.isWriting() ? Behaviors.stopped() : this;
    } else if (command instanceof PartitionReady partition) {
      ready.set(partition.partition());
      if (!isOpen && ready.cardinality() == kept.state().partitions()) {
        opened();
      }
    } else if (command instanceof PartitionDeleted partition) {
      if (deletion.isLast(partition.partition(), kept.state())) {
        purge();
      }
    } else if (command == DeletionCheck.INSTANCE) {
      deletePartitions();
    } else if (command instanceof Purged) {
      isGone = true;
      host.closed(kept.state());
      return Behaviors.stopped();
    } else if (command == Leave.INSTANCE) {
      isLeaving = true;
      return kept.isWriting() ? this : Behaviors.stopped();
    } else if (command == Announce.INSTANCE) {
      if (isOpen) {
        host.opened(kept.state());
      }
    } else if (command == Wake.INSTANCE) {
      onWake();
    } else if (command instanceof Detached detached) {
      host.detached(detached.gateway());
    } else if (isLeaving) {
      host.sendOn(command);
    } else if (command instanceof Attach attach && kept.state() != null) {
      onAttach(attach);
    } else if (command instanceof Describe describe && kept.state() != null) {
      onDescribe(describe);
    } else if (isOpen) {
      onOpenCommand(command);
    } else if (!early.contains(command)) {
      early.add(command); // a deletion is asked for until it is done
    }
    return this;
  }

  private Behavior<Command> recovered() {
    TopicState state = kept.state();
    if (state.phase() == TopicState.Phase.DELETED) {
      host.startPartitions(state); // a deletion that was cut short: they know what is to be removed
      if (!host.isLocal()) {
        deletePartitions();
      }
    } else if (state.isLive()) {
      start();
    } else if (host.isLocal()) {
      createTopic(defaultSpec);
    } else {
      takeEarly();
      if (!isCreating) {
        isGone = true; // nobody wants it
        return Behaviors.stopped();
      }
    }
    return this;
  }

  private void takeEarly() {
    List<Command> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(this::onCommand);
  }

  private void createTopic(TopicSpec spec) {
    isCreating = true;
    List<TopicEvent> created = new ArrayList<>();
    created.add(
        new TopicEvent.TopicCreated(
            System.currentTimeMillis(),
            name.isEphemeral() ? new TopicSpec(1, spec.isOrdered()) : spec));
    shared.knownChannels().of(name).stream()
        .map(TopicEvent.ChannelCreated::new)
        .forEach(created::add);
    kept.persist(
        created,
        this::start,
        () -> {
          host.refused("the topic could not be stored");
          createTopic(spec);
        });
  }

  private void start() {
    isCreating = false;
    host.startPartitions(kept.state());
    if (!host.isLocal()) {
      opened();
    }
  }

  private void opened() {
    if (!kept.state().isLive()) {
      deletePartitions();
      return;
    }
    isOpen = true;
    host.opened(kept.state());
    expanding.forEach(each -> each.replyTo().tell(StatusReply.ack()));
    expanding.clear();
    takeEarly();
  }

  /** One that is just starting starts its partitions anyway. */
  private void onWake() {
    if (isOpen) {
      host.startPartitions(kept.state());
    }
  }

  private void onAttach(Attach attach) {
    TopicState state = kept.state();
    if (isCreating) {
      host.attached(attach.gateway(), TopicState.NONE); // it hears when it is stored for sure
    } else if (state.isLive()) {
      host.attached(attach.gateway(), state);
    } else if (state.phase() == TopicState.Phase.NONE && attach.create()) {
      host.attached(attach.gateway(), state);
      createTopic(attach.spec());
    } else if (attach.create()) {
      attach.gateway().tell(new TopicGateway.Refused("the topic is being deleted"));
    } else {
      attach.gateway().tell(TopicGateway.NoTopic.INSTANCE);
    }
  }

  /** Partitions of a topic that is being deleted are described, too: they are to be removed. */
  private void onDescribe(Describe describe) {
    if (isCreating) {
      return; // it may be stored already, and be stored once more as another life: asked again
    }
    TopicState state = kept.state();
    boolean isGone =
        state.phase() == TopicState.Phase.NONE || deletion.hasRemoved(describe.partition());
    describe
        .replyTo()
        .tell(
            isGone
                ? PartitionEntity.NoTopic.INSTANCE
                : new PartitionEntity.Described(
                    state.incarnation(), TopicOutline.of(state), state.isLive()));
  }

  private void onOpenCommand(Command command) {
    if (command instanceof Subscribe subscribe) {
      onSubscribe(subscribe);
    } else if (command instanceof SubscribePartition again) {
      host.tell(
          again.partition(),
          new TopicPartition.Subscribe(again.channel(), again.partition(), again.consumer()));
    } else if (command instanceof CreateChannel create) {
      createChannel(create);
    } else if (command instanceof DeleteChannel delete) {
      channels.delete(delete);
    } else if (command instanceof Ask ask) {
      partitions.ask(kept.state(), ask);
    } else if (command instanceof Configure configure) {
      channels.configure(configure);
    } else if (command instanceof Expand expand) {
      onExpand(expand);
    } else if (command instanceof Pause pause) {
      onPause(pause);
    } else if (command instanceof Empty empty) {
      partitions.ask(kept.state(), TopicPartition.Empty::new, empty.replyTo());
    } else if (command instanceof Drain drain) {
      drain(drain.replyTo());
    } else if (command instanceof Delete) {
      onDelete();
    } else if (command instanceof ChannelsGone gone) {
      onChannelsGone(gone);
    } else {
      throw new AssertionError("unhandled " + command);
    }
  }

  private void onSubscribe(Subscribe subscribe) {
    ActorRef<StatusReply<Done>> created =
        getContext()
            .spawnAnonymous(
                Behaviors.receiveMessage(
                    reply -> {
                      subscribed(subscribe, reply);
                      return Behaviors.stopped();
                    }));
    createChannel(new CreateChannel(subscribe.channel(), List.of(), created));
  }

  private void subscribed(Subscribe subscribe, StatusReply<Done> reply) {
    if (reply.isError()) {
      subscribe.consumer().connection().tell(new SubscribeFailed(reply.getError().getMessage()));
      return;
    }
    for (int index = 0; index < kept.state().partitions(); index++) {
      host.tell(
          index, new TopicPartition.Subscribe(subscribe.channel(), index, subscribe.consumer()));
    }
  }

  private void createChannel(CreateChannel create) {
    withoutChannels.clear();
    channels.create(create);
  }

  private void onExpand(Expand expand) {
    int partitions = kept.state().partitions();
    if (name.isEphemeral()) {
      expand.refuse(new BrokerException(Reason.INVALID, "an ephemeral topic has one partition"));
    } else if (expand.partitions() < partitions) {
      expand.refuse(
          new BrokerException(
              Reason.INVALID, "a topic cannot shrink: it has " + partitions + " partitions"));
    } else if (expand.partitions() == partitions) {
      expand.replyTo().tell(StatusReply.ack());
    } else {
      kept.persist(
          List.of(new TopicEvent.PartitionsAdded(expand.partitions())),
          () -> expanded(expand),
          () ->
              expand.refuse(
                  BrokerException.notStored("the number of partitions could not be stored")));
    }
  }

  /** Whoever publishes or consumes goes on with the partitions there were, until all are ready. */
  private void expanded(Expand expand) {
    expanding.add(expand);
    isOpen = false;
    host.startPartitions(kept.state());
    if (!host.isLocal()) {
      opened();
      ANNOUNCED_AGAIN_AFTER.forEach(
          delay -> getContext().scheduleOnce(delay, getContext().getSelf(), Announce.INSTANCE));
    }
  }

  private void onPause(Pause pause) {
    kept.persist(
        List.of(new TopicEvent.TopicPaused(pause.paused())),
        () ->
            partitions.ask(
                kept.state(),
                answer -> new TopicPartition.SetPaused(pause.paused(), answer),
                pause.replyTo()),
        () -> pause.refuse(BrokerException.notStored("the pause could not be stored")));
  }

  private void drain(ActorRef<Done> replyTo) {
    int count = kept.state().partitions();
    ActorRef<Done> counter = getContext().spawnAnonymous(Countdown.create(count, replyTo));
    for (int index = 0; index < count; index++) {
      host.tell(index, new TopicPartition.Drain(counter));
    }
  }

  private void onChannelsGone(ChannelsGone gone) {
    withoutChannels.set(gone.partition());
    if (name.isEphemeral() && withoutChannels.cardinality() == kept.state().partitions()) {
      host.deserted();
    }
  }

  private void onDelete() {
    isOpen = false;
    if (kept.state().isLive()) {
      kept.persist(
          List.of(TopicEvent.TopicDeleted.INSTANCE), this::deletePartitions, this::onDelete);
    }
  }

  private void deletePartitions() {
    deletion.tellPartitions(kept.state());
  }

  private void purge() {
    kept.stopKeeper();
    if (name.isEphemeral()) {
      getContext().getSelf().tell(new Purged(null));
      return;
    }
    getContext()
        .pipeToSelf(
            shared.purge().purge(persistenceId(name)), (done, failure) -> new Purged(failure));
  }
}
