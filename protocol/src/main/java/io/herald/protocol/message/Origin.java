package io.herald.protocol.message;

import io.herald.protocol.name.ChannelName;
import java.util.Optional;

/**
 * What is known of messages that are published together beside the messages themselves: one for
 * each append, never for each message.
 *
 * @param publisher the address that sent them, such as {@code 10.0.0.7:53124}; empty = unknown
 * @param key a repeat with the same one is not stored; empty = none
 * @param audience the one channel they are for; empty = for all
 */
public record Origin(String publisher, Optional<PublishKey> key, Optional<ChannelName> audience) {
  /** Longest text of an address, in characters. */
  public static final int PUBLISHER_LENGTH_MAX = 255;

  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin("", Optional.empty(), Optional.empty());

  /** Messages from this address. */
  public static Origin of(String publisher) {
    return new Origin(publisher, Optional.empty(), Optional.empty());
  }

  /** The same, once for this key. */
  public Origin once(PublishKey onlyFor) {
    return new Origin(publisher, Optional.of(onlyFor), audience);
  }

  /** The same, for one channel only. */
  public Origin to(ChannelName channel) {
    return new Origin(publisher, key, Optional.of(channel));
  }
}
