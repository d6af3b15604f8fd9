package io.herald.broker.topic;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.stats.TopicStats;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * What a topic is: that it exists, its channels, whether it is paused. Its messages never pass
 * through it; they are its {@link TopicPartition}'s. Its neighbours are {@link Topics}, its parent,
 * and the partition, its child. What it has answered survives.
 *
 * <pre>
 * recovering ──► (created) ──► partition starts ──► open ──► deleted
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

  /** Creates the channel unless it exists. */
  record CreateChannel(ChannelName channel, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Deletes a channel. */
  record DeleteChannel(ChannelName channel, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Holds a channel's messages back, or lets them go. */
  record PauseChannel(ChannelName channel, boolean paused, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Drops a channel's messages. */
  record EmptyChannel(ChannelName channel, ActorRef<StatusReply<Done>> replyTo)
      implements Command {}

  /** Holds the topic's messages back, or lets them go. */
  record Pause(boolean paused, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Drops the topic's messages. */
  record Empty(ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Deletes the topic with everything it has; {@link Topics.Closed} follows. */
  record Delete() implements Command {}

  /** A node wants to use the topic; answered with a {@link TopicGateway.Command}. */
  record Attach(boolean create, int partitions, ActorRef<TopicGateway.Command> gateway)
      implements Command {}

  /** A partition that starts wants to know what its topic is. */
  record Describe(ActorRef<PartitionEntity.Command> replyTo) implements Command {}

  /** Stores what the channels know. */
  record Drain(ActorRef<Done> replyTo) implements Command {}

  /** The partition can be published to. */
  enum PartitionReady implements Command {
    INSTANCE
  }

  /** The last channel is gone. */
  enum ChannelsGone implements Command {
    INSTANCE
  }

  private record Kept(EventKeeper.Reply<TopicState> reply) implements Command {}

  private record PartitionDeleted() implements Command {}

  private record Purged(Throwable failure) implements Command {}

  static final String PERSISTENCE_ID_PREFIX = "topic|";

  private final TopicContext shared;
  private final TopicName name;
  private final ActorRef<Topics.Command> topics;
  private final KeptState<TopicEvent, TopicState> kept;
  private final TopicStats stats;
  private final List<Command> early = new ArrayList<>();
  private ActorRef<TopicPartition.Command> partition;
  private boolean isOpen;

  private Topic(
      ActorContext<Command> context,
      TopicContext shared,
      TopicName name,
      ActorRef<Topics.Command> topics) {
    super(context);
    this.shared = shared;
    this.name = name;
    this.topics = topics;
    this.stats = shared.stats().topic(name);
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
    this.kept = new KeptState<>(context.spawn(keeper, "keeper", DispatcherSelector.sameAsParent()));
  }

  static Behavior<Command> create(
      TopicContext shared, TopicName name, ActorRef<Topics.Command> topics) {
    return Behaviors.setup(context -> new Topic(context, shared, name, topics));
  }

  static String persistenceId(TopicName name) {
    return PERSISTENCE_ID_PREFIX + name;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onCommand).build();
  }

  private Behavior<Command> onCommand(Command command) {
    if (command instanceof Kept reply) {
      if (kept.replied(reply.reply())) {
        recovered();
      }
    } else if (command == PartitionReady.INSTANCE) {
      opened();
    } else if (command instanceof PartitionDeleted) {
      purge();
    } else if (command instanceof Purged) {
      topics.tell(new Topics.Closed(name));
      return Behaviors.stopped();
    } else if (isOpen) {
      onOpenCommand(command);
    } else {
      early.add(command);
    }
    return this;
  }

  private void recovered() {
    TopicState state = kept.state();
    if (state.isLive()) {
      startPartition();
    } else if (state.phase() == TopicState.Phase.DELETED) {
      startPartition(); // a deletion that was cut short: it knows what there is to remove
    } else {
      createTopic();
    }
  }

  private void createTopic() {
    List<TopicEvent> created = new ArrayList<>();
    created.add(new TopicEvent.TopicCreated(System.currentTimeMillis(), 1));
    shared.knownChannels().of(name).stream()
        .map(TopicEvent.ChannelCreated::new)
        .forEach(created::add);
    kept.persist(
        created,
        this::startPartition,
        () -> {
          topics.tell(new Topics.OpenRefused(name, "the topic could not be stored"));
          createTopic();
        });
  }

  private void startPartition() {
    TopicState state = kept.state();
    PartitionId id = new PartitionId(name, state.incarnation(), 0);
    partition =
        getContext()
            .spawn(
                TopicPartition.create(
                    shared, id, state.channels(), state.paused(), getContext().getSelf()),
                "partition-0",
                DispatcherSelector.sameAsParent());
    getContext().watch(partition); // without it the topic ends, and is opened anew by the next user
  }

  private void opened() {
    if (!kept.state().isLive()) {
      deletePartition();
      return;
    }
    isOpen = true;
    topics.tell(
        new Topics.Opened(
            new TopicDirectory.OpenTopic(
                name, List.of(new PartitionRef(0, partition, true)), stats)));
    List<Command> waiting = List.copyOf(early);
    early.clear();
    waiting.forEach(this::onOpenCommand);
  }

  private void onOpenCommand(Command command) {
    if (command instanceof Subscribe subscribe) {
      onSubscribe(subscribe);
    } else if (command instanceof SubscribePartition again) {
      partition.tell(new TopicPartition.Subscribe(again.channel(), again.consumer()));
    } else if (command instanceof CreateChannel create) {
      createChannel(create.channel(), create.replyTo());
    } else if (command instanceof DeleteChannel delete) {
      if (exists(delete.channel(), delete.replyTo())) {
        deleteChannel(delete);
      }
    } else if (command instanceof PauseChannel pause) {
      if (exists(pause.channel(), pause.replyTo())) {
        toChannel(pause.channel(), new Channel.SetPaused(pause.paused(), pause.replyTo()));
      }
    } else if (command instanceof EmptyChannel empty) {
      if (exists(empty.channel(), empty.replyTo())) {
        toChannel(empty.channel(), new Channel.Empty(Long.MAX_VALUE, empty.replyTo()));
      }
    } else if (command instanceof Pause pause) {
      onPause(pause);
    } else if (command instanceof Empty empty) {
      partition.tell(new TopicPartition.Empty(empty.replyTo()));
    } else if (command instanceof Drain drain) {
      partition.tell(new TopicPartition.Drain(drain.replyTo()));
    } else if (command instanceof Delete) {
      onDelete();
    } else if (command == ChannelsGone.INSTANCE) {
      onChannelsGone();
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
                      if (reply.isError()) {
                        subscribe
                            .consumer()
                            .connection()
                            .tell(new SubscribeFailed(reply.getError().getMessage()));
                      } else {
                        partition.tell(
                            new TopicPartition.Subscribe(
                                subscribe.channel(), subscribe.consumer()));
                      }
                      return Behaviors.stopped();
                    }));
    createChannel(subscribe.channel(), created);
  }

  private void createChannel(ChannelName channel, ActorRef<StatusReply<Done>> replyTo) {
    TopicPartition.OpenChannel open = new TopicPartition.OpenChannel(channel, replyTo);
    if (channel.isEphemeral() || kept.state().channels().contains(channel)) {
      partition.tell(open);
    } else {
      kept.persist(
          List.of(new TopicEvent.ChannelCreated(channel)),
          () -> partition.tell(open),
          () -> replyTo.tell(notStored("the channel could not be stored")));
    }
  }

  private void deleteChannel(DeleteChannel delete) {
    TopicPartition.CloseChannel close =
        new TopicPartition.CloseChannel(delete.channel(), delete.replyTo());
    if (kept.state().channels().contains(delete.channel())) {
      kept.persist(
          List.of(new TopicEvent.ChannelDeleted(delete.channel())),
          () -> partition.tell(close),
          () -> delete.replyTo().tell(notStored("the deletion could not be stored")));
    } else {
      partition.tell(close);
    }
  }

  private void onPause(Pause pause) {
    kept.persist(
        List.of(new TopicEvent.TopicPaused(pause.paused())),
        () -> partition.tell(new TopicPartition.SetPaused(pause.paused(), pause.replyTo())),
        () -> pause.replyTo().tell(notStored("the pause could not be stored")));
  }

  private boolean exists(ChannelName channel, ActorRef<StatusReply<Done>> replyTo) {
    boolean isThere =
        kept.state().channels().contains(channel) || stats.channels().containsKey(channel);
    if (!isThere) {
      replyTo.tell(
          StatusReply.error(new BrokerException(Reason.CHANNEL_NOT_FOUND, "no such channel")));
    }
    return isThere;
  }

  private void toChannel(ChannelName channel, Channel.Command command) {
    partition.tell(new TopicPartition.ToChannel(channel, command));
  }

  private void onChannelsGone() {
    if (name.isEphemeral()) {
      topics.tell(new Topics.DeleteTopic(name, getContext().getSystem().ignoreRef()));
    }
  }

  private void onDelete() {
    isOpen = false;
    if (kept.state().isLive()) {
      kept.persist(
          List.of(TopicEvent.TopicDeleted.INSTANCE), this::deletePartition, this::onDelete);
    }
  }

  private void deletePartition() {
    getContext().unwatch(partition);
    ActorRef<Done> deleted =
        getContext().messageAdapter(Done.class, done -> new PartitionDeleted());
    partition.tell(new TopicPartition.Delete(deleted));
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

  private static StatusReply<Done> notStored(String reason) {
    return StatusReply.error(new BrokerException(Reason.NOT_STORED, reason));
  }
}
