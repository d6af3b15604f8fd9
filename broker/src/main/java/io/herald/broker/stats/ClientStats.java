package io.herald.broker.stats;

import io.herald.protocol.command.SessionPhase;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One connection as /stats shows it. The connection writes identity, auth, phase and publish
 * counts; the channel it consumes from writes the rest, with a part for each partition.
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
  public final PartitionedCounter readyCount = new PartitionedCounter();

  /** What the client holds now. */
  public final PartitionedCounter inFlightCount = new PartitionedCounter();

  /** Messages sent to the client, redeliveries included. */
  public final PartitionedCounter messageCount = new PartitionedCounter();

  /** Messages the client has finished. */
  public final PartitionedCounter finishCount = new PartitionedCounter();

  /** Messages the client has requeued. */
  public final PartitionedCounter requeueCount = new PartitionedCounter();

  /** What the channel on one partition writes. */
  public record Part(
      Counter readyCount,
      Counter inFlightCount,
      Counter messageCount,
      Counter finishCount,
      Counter requeueCount) {}

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

  /** The part of a partition, made on first use. */
  public Part partition(int index) {
    return new Part(
        readyCount.of(index),
        inFlightCount.of(index),
        messageCount.of(index),
        finishCount.of(index),
        requeueCount.of(index));
  }

  /** It consumes no longer from a partition; what it has had there still counts. */
  void left(int partition) {
    readyCount.remove(partition);
    inFlightCount.remove(partition);
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
