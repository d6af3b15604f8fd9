package io.herald.broker.stats;

import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One connection as /stats shows it. The connection writes identity, auth, phase and publish
 * counts; the channel it consumes from writes the rest.
 */
public final class ClientStats {
  private final String remoteAddress;
  private final Instant connectedAt;
  private final Map<TopicName, Counter> published = new ConcurrentHashMap<>();
  private volatile ClientIdentity identity;
  private volatile ClientAuth auth = ClientAuth.NONE;
  private volatile SessionPhase phase = SessionPhase.CONNECTED;
  private volatile Transport transport = Transport.PLAIN;

  /** What the client may hold at once (RDY). */
  public final Counter readyCount = new Counter();

  /** What the client holds now. */
  public final Counter inFlightCount = new Counter();

  /** Messages sent to the client, redeliveries included. */
  public final Counter messageCount = new Counter();

  /** Messages the client has finished. */
  public final Counter finishCount = new Counter();

  /** Messages the client has requeued. */
  public final Counter requeueCount = new Counter();

  public ClientStats(String remoteAddress, ClientIdentity identity, Instant connectedAt) {
    this.remoteAddress = remoteAddress;
    this.identity = identity;
    this.connectedAt = connectedAt;
  }

  /** {@code host:port} of the peer. */
  public String remoteAddress() {
    return remoteAddress;
  }

  /** When the connection was accepted. */
  public Instant connectedAt() {
    return connectedAt;
  }

  /** What the client said of itself. */
  public ClientIdentity identity() {
    return identity;
  }

  /** Sets what the client said of itself. */
  public void identity(ClientIdentity newIdentity) {
    identity = newIdentity;
  }

  /** Who an auth server says the client is. */
  public ClientAuth auth() {
    return auth;
  }

  /** Sets who an auth server says the client is. */
  public void auth(ClientAuth newAuth) {
    auth = newAuth;
  }

  /** How far the session has come. */
  public SessionPhase phase() {
    return phase;
  }

  /** Sets how far the session has come. */
  public void phase(SessionPhase newPhase) {
    phase = newPhase;
  }

  /** What the connection is wrapped in. */
  public Transport transport() {
    return transport;
  }

  /** Sets what the connection is wrapped in. */
  public void transport(Transport newTransport) {
    transport = newTransport;
  }

  /** Counts messages published to {@code topic}. */
  public void published(TopicName topic, int messages) {
    Counter counter = published.get(topic);
    if (counter == null) {
      counter = published.computeIfAbsent(topic, name -> new Counter());
    }
    counter.add(messages);
  }

  /** Messages published on this connection, by topic name. */
  public Map<TopicName, Counter> published() {
    return new TreeMap<>(published);
  }
}
