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
import io.herald.broker.channel.Consumer;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.TopicRequest;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicSpec;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

  /** Gives the topic more partitions, so that it has this many. */
  record Expand(int partitions, ActorRef<StatusReply<Done>> replyTo) implements Asked {
    @Override
    public void refuse(BrokerException reason) {
      replyTo.tell(StatusReply.error(reason));
    }
  }

  /** Asks the topic and its partitions, which answer by themselves. */
  record Ask(TopicRequest request, ActorRef<PartitionReply> replyTo) implements Asked {
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

  static final String PERSISTENCE_ID_PREFIX = "topic|";

  private final TopicContext shared;
  private final TopicName name;
  private final TopicSpec defaultSpec;
  private final TopicHost host;
  private final PartitionFanout partitions;
  private final KeptState<TopicEvent, TopicState> kept;
  private final TopicCreation creation;
  private final TopicChanges changes;
  private final TopicExpansion expansion;
  private final TopicSubscriptions subscriptions;
  private final TopicDeletion deletion;
  private final TopicInquiries inquiries;
  private final List<Command> early = new ArrayList<>();
  private final BitSet ready = new BitSet();
  private final BitSet withoutChannels = new BitSet();
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
    context.setLoggerName(Topic.class);
    this.shared = shared;
    this.name = name;
    this.defaultSpec = defaultSpec;
    this.host = host;
    this.partitions = new PartitionFanout(host);
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
    this.creation = new TopicCreation(shared.knownChannels(), name, host, kept);
    this.changes = new TopicChanges(host, partitions, kept);
    this.expansion = new TopicExpansion(context, name, kept);
    this.subscriptions = new TopicSubscriptions(context, partitions, kept);
    this.deletion = new TopicDeletion(context, host);
    this.inquiries = new TopicInquiries(host, kept, creation, deletion);
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
    early.addAll(expansion.waiting());
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
      inquiries.attach(attach, this::start);
    } else if (command instanceof Describe describe && kept.state() != null) {
      inquiries.describe(describe);
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
      creation.create(defaultSpec, this::start);
    } else {
      takeEarly();
      if (!creation.isUnderWay()) {
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

  private void start() {
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
    expansion.done();
    takeEarly();
  }

  /** One that is just starting starts its partitions anyway. */
  private void onWake() {
    if (isOpen) {
      host.startPartitions(kept.state());
    }
  }

  private void onOpenCommand(Command command) {
    if (command instanceof Subscribe subscribe) {
      subscriptions.subscribe(subscribe, this::onAsk);
    } else if (command instanceof SubscribePartition again) {
      host.tell(
          again.partition(),
          new TopicPartition.Subscribe(again.channel(), again.partition(), again.consumer()));
    } else if (command instanceof Ask ask) {
      onAsk(ask);
    } else if (command instanceof Expand expand) {
      expansion.expand(expand, this::expanded);
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

  private void onAsk(Ask ask) {
    if (ask.request() instanceof CreateChannel) {
      withoutChannels.clear();
    }
    changes.ask(ask);
  }

  private void expanded() {
    isOpen = false;
    host.startPartitions(kept.state());
    if (!host.isLocal()) {
      opened();
      expansion.announceAgain(Announce.INSTANCE);
    }
  }

  private void drain(ActorRef<Done> replyTo) {
    int count = kept.state().partitions();
    ActorRef<Done> counter = getContext().spawnAnonymous(Countdown.create(count, replyTo));
    partitions.drain(kept.state(), counter);
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
    getContext()
        .pipeToSelf(
            name.isEphemeral()
                ? CompletableFuture.completedFuture(Done.getInstance())
                : shared.purge().purge(persistenceId(name)),
            (done, failure) -> new Purged(failure));
  }
}
