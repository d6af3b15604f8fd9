package io.herald.persistence.timeline;

/**
 * One thing that happened to one message.
 *
 * @param offset of the message
 * @param atMillis when, in milliseconds since 1970
 * @param happening what
 * @param attempts how often it had been delivered then
 * @param clientId of the client that had it, as in /stats; empty if none did
 * @param remoteAddress of that client, {@code host:port}
 */
public record TimelineEntry(
    long offset,
    long atMillis,
    Happening happening,
    int attempts,
    String clientId,
    String remoteAddress) {}
