package io.herald.broker.session;

import io.herald.broker.stats.ClientIdentity;
import io.herald.config.BrokerSettings;
import java.time.Duration;

/**
 * What a client has asked for with IDENTIFY, checked (NSQ protocol, IDENTIFY).
 *
 * @param identity who it says it is
 * @param featureNegotiation whether it wants the reply as JSON
 * @param heartbeatMillis between heartbeats; 0 = none
 * @param messageTimeoutMillis how long it may hold a message
 * @param outputBufferBytes how much output it lets the server hold back
 * @param outputBufferMillis how long it lets the server hold output back; 0 = not at all
 * @param features what is to be wrapped around its connection
 */
public record ClientSettings(
    ClientIdentity identity,
    boolean featureNegotiation,
    long heartbeatMillis,
    long messageTimeoutMillis,
    int outputBufferBytes,
    long outputBufferMillis,
    Features features) {

  /** nsqd's heartbeat interval for clients that do not ask for another. */
  public static final Duration HEARTBEAT_DEFAULT = Duration.ofSeconds(30);

  /** nsqd's output buffer for clients that do not ask for another, in bytes. */
  public static final int OUTPUT_BUFFER_BYTES_DEFAULT = 16 * 1024;

  /** What holds for a client that has not sent IDENTIFY. */
  public static ClientSettings defaults(BrokerSettings broker, String remoteIp) {
    return new ClientSettings(
        ClientIdentity.unknown(remoteIp),
        false,
        HEARTBEAT_DEFAULT.toMillis(),
        broker.msgTimeout().toMillis(),
        OUTPUT_BUFFER_BYTES_DEFAULT,
        broker.outputBufferTimeout().toMillis(),
        Features.NONE);
  }
}
