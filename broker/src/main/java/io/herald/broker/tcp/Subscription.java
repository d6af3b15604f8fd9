package io.herald.broker.tcp;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Consumer;
import io.herald.broker.session.ConnectionMessage.ChannelMessage;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.ConnectionMessage.Failure;
import io.herald.broker.session.ConnectionMessage.MoreWaits;
import io.herald.broker.session.ConnectionMessage.ReadySet;
import io.herald.broker.session.ConnectionMessage.SettleFailed;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.ReadyShares;
import io.herald.broker.session.ReplyQueue;
import io.herald.broker.session.Settlement;
import io.herald.broker.topic.Topics;
import io.herald.protocol.command.ClientCommand.Sub;
import io.herald.protocol.frame.FrameEncoder;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.TopicName;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The consuming half of a connection: a channel, which is an actor for each partition of the topic,
 * on this node or another. What the client says goes to the partition that it is about; how the
 * ready count is divided, {@link ReadyShares} says.
 *
 * <p>A partition that moves takes nothing with it: the connection subscribes to it again where it
 * is then. Until that stands, what the client says of its messages is refused, as of messages that
 * have timed out; they come again.
 */
final class Subscription {
  /** So many turns after a refusal it is tried again to subscribe to a partition that has moved. */
  private static final int RETRY_TURNS = 10;

  /** So many turns without an answer: the question, or the answer, may have got lost. */
  private static final int PATIENCE_TURNS = 100;

  private final ConnectionContext context;
  private final Sub sub;
  private final Consumer consumer;
  private final ReplyQueue replies;
  private final OutboundQueue outbound;
  private final java.util.function.Consumer<ActorRef<?>> watch;
  private final ReadyShares shares = new ReadyShares(this::ready);
  private final Deque<Run> unwritten = new ArrayDeque<>();
  private Link[] links = new Link[1]; // by partition
  private int away; // links without a channel
  private int retryInTurns;
  private boolean isStopped;

  /** One partition's channel. */
  private static final class Link {
    final int partition;

    /** Null while the partition moves. */
    ActorRef<Channel.Command> channel;

    /** The channel before that, if there was one. */
    ActorRef<Channel.Command> gone;

    Settlement settlement = new Settlement();
    boolean isSettling; // the settlement says something of messages
    long writtenBytes; // that the channel has not been told of

    Link(int partition, ActorRef<Channel.Command> channel) {
      this.partition = partition;
      this.channel = channel;
    }
  }

  /** Bytes in the queue to the socket that one partition has delivered. */
  private static final class Run {
    final Link link;
    long bytes;

    Run(Link link) {
      this.link = link;
    }
  }

  /**
   * Nothing is subscribed to yet.
   *
   * @param replies gets refusals
   * @param outbound gets messages
   * @param watch makes sure that {@link #terminated} follows when a channel of another node ends
   */
  Subscription(
      ConnectionContext context,
      Sub sub,
      Consumer consumer,
      ReplyQueue replies,
      OutboundQueue outbound,
      java.util.function.Consumer<ActorRef<?>> watch) {
    this.context = context;
    this.sub = sub;
    this.consumer = consumer;
    this.replies = replies;
    this.outbound = outbound;
    this.watch = watch;
  }

  /** The subscription to one partition stands. */
  void subscribed(Subscribed subscribed) {
    int partition = subscribed.partition();
    Link before = link(partition);
    if (before != null) {
      away -= before.channel == null ? 1 : 0;
      shares.leave(partition); // a channel that is subscribed to again knows no ready count
    }
    retryInTurns = away > 0 ? retryInTurns : 0;
    link(partition, subscribed.channel());
    if (isRemote(subscribed.channel())) {
      watch.accept(subscribed.channel());
    }
    shares.join(partition);
  }

  private void link(int partition, ActorRef<Channel.Command> channel) {
    if (partition >= links.length) {
      links = Arrays.copyOf(links, Math.max(partition + 1, 2 * links.length));
    }
    links[partition] = new Link(partition, channel);
  }

  private static boolean isRemote(ActorRef<?> actor) {
    return actor.path().address().hasGlobalScope();
  }

  /** A channel says something. */
  void told(ChannelMessage message) {
    if (message instanceof Deliver deliver) {
      delivered(deliver);
    } else if (message instanceof SettleFailed failed) {
      failed.failures().forEach(this::refuse);
    } else if (message instanceof ReadySet set) {
      shares.readySet(set.partition(), set.inFlight(), set.moreWaits());
    } else if (message instanceof MoreWaits more) {
      shares.moreWaits(more.partition());
    } else if (message instanceof ChannelMoved moved) {
      moved(moved.partition(), moved.channel());
    } else {
      throw new AssertionError("unhandled " + message);
    }
  }

  private void refuse(Failure failure) {
    replies.ready(FrameEncoder.error(failure.code() + " " + failure.text()));
  }

  /** A channel has gone to another node, or failed; maybe before the subscription stood. */
  private void moved(int partition, ActorRef<Channel.Command> channel) {
    Link link = link(partition);
    if (link == null || (link.channel == null && !channel.equals(link.gone))) {
      refused(partition);
      return;
    }
    if (!channel.equals(link.channel)) {
      return; // is known, or has been subscribed to again already
    }
    link.channel = null;
    link.gone = channel;
    link.settlement = new Settlement();
    away++;
    shares.leave(partition);
    if (!isStopped) {
      subscribeAgain(partition);
      retryInTurns = retryInTurns > 0 ? retryInTurns : PATIENCE_TURNS;
    }
  }

  /** An actor that was watched has ended. */
  void terminated(akka.actor.ActorRef actor) {
    for (Link link : links) {
      if (link != null && link.channel != null && Adapter.toClassic(link.channel).equals(actor)) {
        moved(link.partition, link.channel);
        return;
      }
    }
  }

  private void subscribeAgain(int partition) {
    context.topics().tell(new Topics.Resubscribe(sub.topic(), sub.channel(), partition, consumer));
  }

  /** A partition could not be subscribed to, the first time or again: it is tried in a while. */
  void refused(int partition) {
    if (partition != SubscribeFailed.WHOLE && link(partition) == null) {
      link(partition, null);
      away++;
    }
    if (away > 0 && !isStopped) {
      retryInTurns = RETRY_TURNS;
    }
  }

  /** The topic has so many partitions now; which of them are new is seen. */
  void expanded(TopicName topic, int partitions) {
    if (isStopped || !topic.equals(sub.topic())) {
      return;
    }
    for (int partition = 0; partition < partitions; partition++) {
      if (link(partition) == null) {
        link(partition, null);
        away++;
        subscribeAgain(partition);
        retryInTurns = retryInTurns > 0 ? retryInTurns : PATIENCE_TURNS;
      }
    }
  }

  /** FIN, REQ or TOUCH, which are kinds of {@link Settlement}. */
  void settle(byte kind, long messageId, long argument) {
    Link link = messageId == MessageId.NONE ? null : link(MessageId.partition(messageId));
    if (link == null || link.channel == null) {
      refuse(Failure.notInFlight(kind, messageId));
    } else {
      link.settlement.add(kind, MessageId.offset(messageId), argument);
      link.isSettling = true;
    }
  }

  private Link link(int partition) {
    return partition < links.length ? links[partition] : null;
  }

  /** RDY. */
  void ready(int count) {
    shares.ready(count);
  }

  /** The client wants no more. */
  void stop() {
    isStopped = true;
    shares.ready(0);
  }

  private void ready(int partition, int count, boolean toBeAnswered) {
    byte kind = toBeAnswered ? Settlement.READY_ANSWERED : Settlement.READY;
    links[partition].settlement.add(kind, 0, count);
  }

  private void delivered(Deliver deliver) {
    Link link = link(deliver.partition());
    if (link == null || link.channel == null) {
      return; // sent by a channel that has ended since; they come again
    }
    shares.delivered(deliver.partition());
    Run run = unwritten.peekLast();
    if (run == null || run.link != link) {
      run = new Run(link);
      unwritten.addLast(run);
    }
    for (FrameSlice slice : deliver.slices()) {
      run.bytes += slice.sizeBytes();
      outbound.add(slice);
    }
  }

  /** Bytes have gone to the socket; a channel is told when they are many. */
  void written() {
    accountWritten();
    for (Link link : links) {
      if (link != null && link.writtenBytes > context.settings().maxUndeliveredBytes() / 2) {
        tell(link);
      }
    }
  }

  /** The queue keeps order, so what is written is what was delivered first. */
  private void accountWritten() {
    long bytes = outbound.takeMessageBytesWritten();
    while (bytes > 0) {
      Run run = unwritten.peekFirst();
      long part = Math.min(bytes, run.bytes);
      run.link.writtenBytes += part;
      run.bytes -= part;
      bytes -= part;
      if (run.bytes == 0) {
        unwritten.removeFirst();
      }
    }
  }

  /** Whether {@link #turn} is to be called in a while. */
  boolean needsTurn() {
    return retryInTurns > 0 || shares.needsTurn();
  }

  /** A turn of {@link ReadyShares} is over. */
  void turn() {
    shares.turn();
    if (retryInTurns > 0 && --retryInTurns == 0 && !isStopped) {
      for (Link link : links) {
        if (link != null && link.channel == null) {
          subscribeAgain(link.partition);
        }
      }
      retryInTurns = away > 0 ? PATIENCE_TURNS : 0;
    }
  }

  /** Sends the channels what there is to say. */
  void send() {
    for (Link link : links) {
      if (link != null && link.settlement.size() > 0) {
        if (link.isSettling) {
          shares.settling(link.partition);
        }
        tell(link);
      }
    }
  }

  /** What is sent belongs to the channel; the next commands go to a new settlement. */
  private void tell(Link link) {
    accountWritten();
    if (link.channel != null) {
      link.channel.tell(new Channel.Settle(consumer.id(), link.settlement, link.writtenBytes));
    }
    link.settlement = new Settlement();
    link.isSettling = false;
    link.writtenBytes = 0;
  }

  /** The connection is gone. */
  void ended() {
    for (Link link : links) {
      if (link != null && link.channel != null) {
        link.channel.tell(new Channel.Unsubscribe(consumer.id()));
      }
    }
  }
}
