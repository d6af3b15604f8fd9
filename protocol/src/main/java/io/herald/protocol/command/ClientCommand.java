package io.herald.protocol.command;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Arrays;

/**
 * One command of NSQ protocol V2. Bodies are not copied: they are valid until the decoder is given
 * its next input.
 */
public sealed interface ClientCommand {

  /** A command that publishes. */
  sealed interface Publish extends ClientCommand {
    /** Where to. */
    TopicName topic();

    /** What is asked for besides. */
    PublishOptions options();

    /** The same command with a copy of its body, to be kept beyond the decoder's next input. */
    Publish copied();
  }

  /** Tells about the client and negotiates features; the body is JSON. */
  record Identify(byte[] array, int from, int length) implements ClientCommand {}

  /** Shows a secret to be checked by an auth server. */
  record Auth(byte[] array, int from, int length) implements ClientCommand {}

  /** Subscribes to a channel. */
  record Sub(TopicName topic, ChannelName channel) implements ClientCommand {}

  /** Publishes one message. */
  record Pub(TopicName topic, PublishOptions options, byte[] array, int from, int length)
      implements Publish {
    @Override
    public Pub copied() {
      return new Pub(topic, options, Arrays.copyOfRange(array, from, from + length), 0, length);
    }
  }

  /**
   * Publishes {@code count} messages, all or none. From {@code from}, each is an int32 size and its
   * bytes.
   *
   * @param bodyBytes sum of the message bodies' sizes
   */
  record Mpub(
      TopicName topic, PublishOptions options, int count, byte[] array, int from, int bodyBytes)
      implements Publish {

    @Override
    public Mpub copied() {
      byte[] body = Arrays.copyOfRange(array, from, from + 4 * count + bodyBytes);
      return new Mpub(topic, options, count, body, 0, bodyBytes);
    }

    /** Shows each message body, in order. */
    public void forEachBody(BodyVisitor visitor) {
      int at = from;
      for (int n = 0; n < count; n++) {
        int length = InputBuffer.int32(array, at);
        visitor.body(array, at + 4, length);
        at += 4 + length;
      }
    }
  }

  /** Is shown message bodies, which lie in somebody else's array. */
  @FunctionalInterface
  interface BodyVisitor {
    /** One body of {@code length} bytes from {@code from}. */
    void body(byte[] array, int from, int length);
  }

  /** Publishes one message that is not delivered before {@code delayMillis} have passed. */
  record Dpub(
      TopicName topic, PublishOptions options, long delayMillis, byte[] array, int from, int length)
      implements Publish {
    @Override
    public Dpub copied() {
      byte[] body = Arrays.copyOfRange(array, from, from + length);
      return new Dpub(topic, options, delayMillis, body, 0, length);
    }
  }

  /** How many messages the client will hold at once. */
  record Rdy(int count) implements ClientCommand {}

  /** A message is done with. {@code id} as in {@link io.herald.protocol.message.MessageId}. */
  record Fin(long id) implements ClientCommand {}

  /** A message is to come again after {@code delayMillis}. */
  record Req(long id, long delayMillis) implements ClientCommand {}

  /** A message's time-out begins anew. */
  record Touch(long id) implements ClientCommand {}

  /** The client wants no more messages. */
  record Cls() implements ClientCommand {}

  /** Nothing; answers a heartbeat. */
  record Nop() implements ClientCommand {}
}
