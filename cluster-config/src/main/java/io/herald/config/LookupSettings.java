package io.herald.config;

import java.time.Duration;

/**
 * The nsqlookupd side of the node.
 *
 * @param lookupTcpAddress where nsqds register
 * @param lookupHttpAddress where consumers look topics up
 * @param inactiveProducerTimeout silence after which a producer is no longer listed
 * @param tombstoneLifetime how long a tombstoned producer stays hidden if it registers again
 */
public record LookupSettings(
    Endpoint lookupTcpAddress,
    Endpoint lookupHttpAddress,
    Duration inactiveProducerTimeout,
    Duration tombstoneLifetime) {}
