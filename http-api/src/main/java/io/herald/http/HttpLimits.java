package io.herald.http;

import io.herald.config.BrokerSettings;
import io.herald.config.Settings;
import java.time.Duration;

/**
 * What one address allows its clients.
 *
 * @param connectionsMax connections served at once; more wait in the backlog
 * @param connectionsPerAddressMax connections from one remote address; one more is closed at once.
 *     0 = no limit
 * @param firstRequestTimeout how long a new connection may take for the head of its first request,
 *     and how long any body may be behind the slowest rate allowed; then it is closed
 * @param handshakeTimeout how long a TLS handshake may take
 */
public record HttpLimits(
    int connectionsMax,
    int connectionsPerAddressMax,
    Duration firstRequestTimeout,
    Duration handshakeTimeout) {

  /** The limits that settings ask for. */
  public static HttpLimits of(Settings settings) {
    BrokerSettings broker = settings.broker();
    return new HttpLimits(
        settings.http().httpMaxConnections(),
        broker.maxConnectionsPerAddress(),
        broker.firstCommandTimeout(),
        broker.tlsHandshakeTimeout());
  }
}
