package io.herald.http;

import java.time.Instant;

/**
 * What /info says of the node, and nobody knows before it has started.
 *
 * @param hostname of the machine
 * @param tcpPort bound port of the NSQ protocol
 * @param httpPort bound port of nsqd's HTTP
 * @param startedAt when the node started
 */
public record NodeInfo(String hostname, int tcpPort, int httpPort, Instant startedAt) {}
