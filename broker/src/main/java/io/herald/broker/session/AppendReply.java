package io.herald.broker.session;

/** The answer to an append, to a connection or to whoever else published. */
public sealed interface AppendReply extends ConnectionMessage {

  /** Which append is answered: the number its sender gave it. */
  long token();

  /** The messages are stored as durably as the node promises. */
  record Appended(long token) implements AppendReply {}

  /** The messages are not stored. */
  record Rejected(long token, String reason) implements AppendReply {}

  /** The topic has been deleted; publishing again creates it anew. */
  record TopicGone(long token) implements AppendReply {}
}
