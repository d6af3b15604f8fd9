package io.herald.broker.remote;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.MoreWaits;
import io.herald.broker.session.ConnectionMessage.ReadySet;
import io.herald.broker.session.ConnectionMessage.SettleFailed;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Subscribe;
import java.time.Duration;

/**
 * One subscription of a connection of this node to a channel of another: to the connection it is
 * the channel, to the channel it is the connection. It notices what the node between cannot: a
 * message lost on the way, such as a RDY that would leave the consumer waiting for ever. Both ends
 * count, and compare; when they differ, the connection is told to subscribe again, and what was in
 * flight comes again.
 *
 * <pre>
 *            ◄── Subscribed, Deliver, … ──               ◄── the same ──
 * connection                              RemoteConsumer                  channel
 *            ── Settle, Unsubscribe ──►                  ── the same, Check ──►
 * </pre>
 *
 * <p>All that the channel says comes to one reference, because only then it comes in order; so it
 * takes messages of three kinds.
 */
final class RemoteConsumer extends AbstractBehavior<Object> {
  private enum Tick {
    INSTANCE
  }

  private final int index;
  private final ActorRef<TopicPartition.Command> partition;
  private final Subscribe subscription;
  private final ActorRef<ConnectionMessage> connection;
  private final long id;
  private ActorRef<Channel.Command> channel; // null until the subscription stands
  private long settlements;
  private long told;
  private boolean hasEnded; // the connection knows

  private RemoteConsumer(
      ActorContext<Object> context,
      TimerScheduler<Object> timers,
      Duration checkInterval,
      int index,
      ActorRef<TopicPartition.Command> partition,
      Subscribe subscribe) {
    super(context);
    context.setLoggerName(RemoteConsumer.class);
    Consumer consumer = subscribe.consumer();
    this.index = index;
    this.partition = partition;
    this.connection = consumer.connection();
    this.id = consumer.id();
    this.subscription =
        new Subscribe(
            subscribe.channel(),
            subscribe.partition(),
            new Consumer(
                consumer.id(),
                context.getSelf().narrow(),
                consumer.stats(),
                consumer.messageTimeoutMillis(),
                consumer.sampleRate()));
    context.watch(connection);
    partition.tell(subscription);
    timers.startTimerWithFixedDelay(Tick.INSTANCE, checkInterval);
  }

  /**
   * The subscription.
   *
   * @param index of the partition in its topic
   * @param subscribe as the connection sent it
   */
  static Behavior<Object> create(
      Duration checkInterval,
      int index,
      ActorRef<TopicPartition.Command> partition,
      Subscribe subscribe) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new RemoteConsumer(
                        context, timers, checkInterval, index, partition, subscribe)));
  }

  @Override
  public Receive<Object> createReceive() {
    return newReceiveBuilder()
        .onSignal(Terminated.class, this::onTerminated)
        .onSignal(PostStop.class, signal -> onStopped())
        .onAnyMessage(this::onMessage)
        .build();
  }

  private Behavior<Object> onTerminated(Terminated terminated) {
    return terminated.getRef().path().equals(connection.path()) ? ended() : Behaviors.stopped();
  }

  /** Whatever the reason, also the end of its parent: a connection that is there must go on. */
  private Behavior<Object> onStopped() {
    if (!hasEnded) {
      connection.tell(new ChannelMoved(index, getContext().getSelf().narrow()));
    }
    return this;
  }

  /** There is nothing left to tell the connection. */
  private Behavior<Object> ended() {
    hasEnded = true;
    return Behaviors.stopped();
  }

  private Behavior<Object> onMessage(Object message) {
    if (message instanceof Channel.Command command) {
      return onCommand(command);
    } else if (message instanceof ConnectionMessage told) {
      return onTold(told);
    } else if (message instanceof Channel.Checked checked) {
      boolean isComplete = checked.isComplete() && checked.told() == told;
      return isComplete ? this : Behaviors.stopped();
    } else if (message == Tick.INSTANCE) {
      onTick();
      return this;
    }
    throw new AssertionError("unhandled " + message);
  }

  private Behavior<Object> onCommand(Channel.Command command) {
    if (command instanceof Channel.Settle) {
      settlements++;
    }
    if (channel != null) {
      channel.tell(command);
    }
    return command instanceof Channel.Unsubscribe ? ended() : this;
  }

  private Behavior<Object> onTold(ConnectionMessage message) {
    if (message instanceof Deliver
        || message instanceof SettleFailed
        || message instanceof ReadySet
        || message instanceof MoreWaits) {
      told++;
      connection.tell(message);
    } else if (message instanceof Subscribed subscribed) {
      return onSubscribed(subscribed);
    } else if (message instanceof ChannelMoved) {
      return Behaviors.stopped();
    } else if (message instanceof SubscribeFailed || message == Disconnect.INSTANCE) {
      connection.tell(message);
      return ended();
    } else {
      throw new AssertionError("unhandled " + message);
    }
    return this;
  }

  /** A second answer: the subscription was sent twice, and the channel has begun anew with it. */
  private Behavior<Object> onSubscribed(Subscribed subscribed) {
    if (channel != null) {
      boolean isUnused = settlements == 0 && channel.equals(subscribed.channel());
      return isUnused ? this : Behaviors.stopped();
    }
    channel = subscribed.channel();
    getContext().watch(channel);
    connection.tell(new Subscribed(index, getContext().getSelf().narrow()));
    return this;
  }

  private void onTick() {
    if (channel == null) {
      partition.tell(subscription);
    } else {
      channel.tell(new Channel.Check(id, settlements, getContext().getSelf().narrow()));
    }
  }
}
