package io.herald.config;

import java.time.Duration;

/**
 * What is sent to a statsd server.
 *
 * @param statsdAddress {@code host:port} of its UDP socket; empty: nothing is sent
 * @param statsdPrefix before each name; {@code %s} becomes this node's address
 * @param statsdInterval between two rounds
 * @param statsdMemStats whether memory and garbage collection are among it
 * @param statsdUdpPacketSize bytes of a packet at most, unless one line is longer
 * @param statsdExcludeEphemeral whether ephemeral topics and channels are left out
 */
public record StatsdSettings(
    String statsdAddress,
    String statsdPrefix,
    Duration statsdInterval,
    boolean statsdMemStats,
    int statsdUdpPacketSize,
    boolean statsdExcludeEphemeral) {

  /** Whether anything is sent. */
  public boolean isEnabled() {
    return !statsdAddress.isEmpty();
  }
}
