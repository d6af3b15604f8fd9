/**
 * Moving a channel to another place in its topic's history, and beginning a new one there.
 *
 * <p>{@link io.herald.broker.seek.ChannelSeek} is the door. It first has every partition find the
 * {@link io.herald.broker.seek.Position} that a {@link io.herald.broker.seek.SeekTarget} means
 * there, checks all of them by {@link io.herald.broker.seek.SeekRule}, and only then has the
 * partitions do it: a target that one partition cannot have changes nothing anywhere.
 */
package io.herald.broker.seek;
