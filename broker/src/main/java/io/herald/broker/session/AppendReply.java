package io.herald.broker.session;

/** The answer to an append, to a connection or to whoever else published. */
public sealed interface AppendReply extends ConnectionMessage {

  /** Which append is answered: the number its sender gave it. */
  long token();

  /**
   * The messages are stored as durably as the node promises.
   *
   * @param firstId of the first message; see {@link io.herald.protocol.message.MessageId}
   * @param isRepeat whether they had been stored before, under the same publish key
   */
  record Appended(long token, long firstId, boolean isRepeat) implements AppendReply {}

  /** The messages are not stored. */
  record Rejected(long token, String reason) implements AppendReply {}

  /** The topic has been deleted; publishing again creates it anew. */
  record TopicGone(long token) implements AppendReply {}
}
