/**
 * Counters that the actors of the message path keep and anybody may read: /stats asks no actor
 * anything. Each counter has exactly one writer.
 */
package io.herald.broker.stats;
