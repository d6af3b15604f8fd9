package io.herald.broker;

/**
 * What has become of a publish: it is stored.
 *
 * @param firstId of its first message; see {@link io.herald.protocol.message.MessageId}
 * @param isRepeat whether it had been stored before, under the same publish key
 */
public record Published(long firstId, boolean isRepeat) {}
