package io.herald.broker.session;

import akka.actor.typed.ActorRef;
import io.herald.broker.auth.AuthGrant;
import io.herald.broker.channel.Channel;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Optional;

/** What the broker's actors tell a connection. */
public sealed interface ConnectionMessage permits AppendReply, ConnectionMessage.Message {

  /** All but the answers to appends. */
  sealed interface Message extends ConnectionMessage {}

  /** The topic can be published to now. */
  record TopicOpened(TopicName topic) implements Message {}

  /** The topic cannot be opened. */
  record OpenFailed(TopicName topic, String reason) implements Message {}

  /** The subscription stands; {@code channel} takes what the client says about its messages. */
  record Subscribed(int partition, ActorRef<Channel.Command> channel) implements Message {}

  /**
   * A channel of the subscription is going to another node, or has failed: it must be subscribed to
   * again, and what was in flight comes again.
   */
  record ChannelMoved(int partition, ActorRef<Channel.Command> channel) implements Message {}

  /** There is no subscription. */
  record SubscribeFailed(String reason) implements Message {}

  /** Messages of one partition, as slices of complete frames in the order of delivery. */
  record Deliver(int partition, List<FrameSlice> slices) implements Message {}

  /** FIN, REQ or TOUCH of messages that the client does not hold. */
  record SettleFailed(List<Failure> failures) implements Message {}

  /** One refusal of {@link SettleFailed}. */
  record Failure(ErrorCode code, String text) {}

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
