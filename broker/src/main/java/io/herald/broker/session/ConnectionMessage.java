package io.herald.broker.session;

import akka.actor.typed.ActorRef;
import io.herald.broker.auth.AuthGrant;
import io.herald.broker.channel.Channel;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Optional;

/** What the broker's actors tell a connection. */
public sealed interface ConnectionMessage permits AppendReply, ConnectionMessage.Message {

  /** All but the answers to appends. */
  sealed interface Message extends ConnectionMessage {}

  /** What a channel says to a connection that has subscribed to it. */
  sealed interface ChannelMessage extends Message {}

  /** The topic can be published to now. */
  record TopicOpened(TopicName topic) implements Message {}

  /** The topic cannot be opened. */
  record OpenFailed(TopicName topic, String reason) implements Message {}

  /** A topic has more partitions than it had: who consumes from it subscribes to these, too. */
  record TopicExpanded(TopicName topic, int partitions) implements Message {}

  /** The subscription stands; {@code channel} takes what the client says about its messages. */
  record Subscribed(int partition, ActorRef<Channel.Command> channel) implements Message {}

  /**
   * A channel of the subscription is going to another node, or has failed: it must be subscribed to
   * again, and what was in flight comes again.
   */
  record ChannelMoved(int partition, ActorRef<Channel.Command> channel) implements ChannelMessage {}

  /**
   * There is no subscription.
   *
   * @param partition that refuses, or {@link #WHOLE}
   * @param isFinal whether asking again is of no use, because the channel is deleted
   */
  record SubscribeFailed(int partition, String reason, boolean isFinal) implements Message {
    /** In place of a partition: the channel as a whole. */
    public static final int WHOLE = -1;

    /** No partition has been asked. */
    public SubscribeFailed(String reason) {
      this(WHOLE, reason);
    }

    /** For the moment. */
    public SubscribeFailed(int partition, String reason) {
      this(partition, reason, false);
    }
  }

  /** Messages of one partition, as slices of complete frames in the order of delivery. */
  record Deliver(int partition, List<FrameSlice> slices) implements ChannelMessage {}

  /** FIN, REQ or TOUCH of messages that the client does not hold. */
  record SettleFailed(List<Failure> failures) implements ChannelMessage {}

  /** One refusal of {@link SettleFailed}. */
  record Failure(ErrorCode code, String text) {

    /**
     * The client does not hold the message, or holds it no more.
     *
     * @param kind of {@link Settlement}: FINISH, REQUEUE or TOUCH
     * @param messageId negative: what the client named is no id of ours
     */
    public static Failure notInFlight(byte kind, long messageId) {
      ErrorCode code =
          switch (kind) {
            case Settlement.FINISH -> ErrorCode.E_FIN_FAILED;
            case Settlement.REQUEUE -> ErrorCode.E_REQ_FAILED;
            default -> ErrorCode.E_TOUCH_FAILED;
          };
      String command =
          switch (kind) {
            case Settlement.FINISH -> "FIN ";
            case Settlement.REQUEUE -> "REQ ";
            default -> "TOUCH ";
          };
      String id = messageId < 0 ? "" : MessageId.toString(messageId) + " ";
      return new Failure(code, command + id + "failed ID not in flight");
    }
  }

  /**
   * A ready count that was to be answered holds: the channel's answer to {@link
   * Settlement#READY_ANSWERED}. What was delivered before has been told before.
   *
   * @param inFlight messages of the partition that the client holds, as the channel counts them
   * @param moreWaits whether messages wait there because no consumer has room; if not, {@link
   *     MoreWaits} follows as soon as some do
   */
  record ReadySet(int partition, int inFlight, boolean moreWaits) implements ChannelMessage {}

  /** Messages of the partition have begun to wait because no consumer has room. */
  record MoreWaits(int partition) implements ChannelMessage {}

  /** An auth server says what the client may do; empty if none has given a valid answer. */
  record AuthAnswered(Optional<AuthGrant> grant) implements Message {}

  /** The channel or topic is gone: close without a frame, as nsqd does. */
  enum Disconnect implements Message {
    /** The one instance. */
    INSTANCE
  }

  /** The node is stopping: answer what is owed, say CLOSE_WAIT to a consumer, close. */
  enum Drain implements Message {
    /** The one instance. */
    INSTANCE
  }
}
