package io.herald.broker.inspect;

import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.name.ChannelName;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message as it is in the log.
 *
 * @param id says its partition and offset; see {@link io.herald.protocol.message.MessageId}
 * @param timestampNanos when it was published, in nanoseconds since 1970
 * @param dueMillis when it is due if it was published for later (DPUB), in milliseconds since 1970;
 *     else 0
 * @param publishedBy the address that sent it, such as {@code 10.0.0.7:53124}; empty = unknown
 * @param audience the one channel it is for; empty = for all
 * @param bodyBytes size of the whole body, at least 1
 * @param body its first bytes, or all
 */
public record StoredMessage(
    long id,
    long timestampNanos,
    long dueMillis,
    String publishedBy,
    Optional<ChannelName> audience,
    int bodyBytes,
    byte[] body) {

  /** Whether {@code channel} gets it. */
  public boolean isFor(ChannelName channel) {
    return audience.isEmpty() || audience.get().equals(channel);
  }

  /** The message whose frame begins at {@code at}; the batch's bytes can go afterwards. */
  public static StoredMessage of(MessageBatch batch, int at, long offset, int bodyBytesMax) {
    byte[] frames = batch.bytes();
    int bodyAt = at + MessageFrame.HEADER_BYTES;
    int bodyBytes = MessageFrame.next(frames, at) - bodyAt;
    return new StoredMessage(
        MessageFrame.id(frames, at),
        MessageFrame.timestampNanos(frames, at),
        batch.deferrals().dueMillisOf(offset),
        batch.publisher(offset),
        batch.origin().audience(),
        bodyBytes,
        Arrays.copyOfRange(frames, bodyAt, bodyAt + Math.min(bodyBytes, bodyBytesMax)));
  }
}
