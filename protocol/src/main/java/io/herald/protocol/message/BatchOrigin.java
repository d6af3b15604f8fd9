package io.herald.protocol.message;

import io.herald.protocol.name.ChannelName;
import java.util.Optional;

/**
 * What a batch carries beside its messages: the {@link Origin} of each append that is in it.
 *
 * @param publishers who sent which message
 * @param keys that some were published under
 * @param audience the one channel that the batch is for; empty = for all
 */
public record BatchOrigin(Publishers publishers, PublishKeys keys, Optional<ChannelName> audience) {

  /** Nothing is known. */
  public static final BatchOrigin UNKNOWN =
      new BatchOrigin(Publishers.UNKNOWN, PublishKeys.NONE, Optional.empty());

  /** Whether nothing is known. */
  public boolean isUnknown() {
    return publishers.runCount() == 0 && keys.isEmpty() && audience.isEmpty();
  }

  /** Whether {@code channel} gets the messages. */
  public boolean isFor(ChannelName channel) {
    return audience.isEmpty() || audience.get().equals(channel);
  }

  /** The same without the first {@code passed} messages, for what begins at {@code offset}. */
  BatchOrigin from(int passed, long offset) {
    return isUnknown()
        ? this
        : new BatchOrigin(publishers.from(passed), keys.from(offset), audience);
  }
}
