package io.herald.lookup.registry;

/**
 * A connected producer as its owner last told the other nodes.
 *
 * @param producer who it is
 * @param lastSeenMillis a coarse last sign of life, epoch milliseconds; the owner knows it exactly
 * @param silent whether the owner has not heard of it for the inactive-producer timeout
 */
record ProducerState(Producer producer, long lastSeenMillis, boolean silent) {}
