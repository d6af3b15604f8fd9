/**
 * Pushes what {@link io.herald.broker.stats} counts to a statsd daemon over UDP, under nsqd's
 * names. It has a thread of its own, and reads counters without asking an actor.
 */
package io.herald.broker.statsd;
