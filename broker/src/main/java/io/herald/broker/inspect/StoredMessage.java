package io.herald.broker.inspect;

import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.util.Arrays;

/**
 * A message as it is in the log.
 *
 * @param id says its partition and offset; see {@link io.herald.protocol.message.MessageId}
 * @param timestampNanos when it was published, in nanoseconds since 1970
 * @param dueMillis when it is due if it was published for later (DPUB), in milliseconds since 1970;
 *     else 0
 * @param bodyBytes size of the whole body, at least 1
 * @param body its first bytes, or all
 */
public record StoredMessage(
    long id, long timestampNanos, long dueMillis, int bodyBytes, byte[] body) {

  /** The message whose frame begins at {@code at}; the batch's bytes can go afterwards. */
  public static StoredMessage of(MessageBatch batch, int at, long offset, int bodyBytesMax) {
    byte[] frames = batch.bytes();
    int bodyAt = at + MessageFrame.HEADER_BYTES;
    int bodyBytes = MessageFrame.next(frames, at) - bodyAt;
    return new StoredMessage(
        MessageFrame.id(frames, at),
        MessageFrame.timestampNanos(frames, at),
        batch.deferrals().dueMillisOf(offset),
        bodyBytes,
        Arrays.copyOfRange(frames, bodyAt, bodyAt + Math.min(bodyBytes, bodyBytesMax)));
  }
}
