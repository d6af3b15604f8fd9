package io.herald.broker.channel;

import akka.actor.typed.ActorRef;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.stats.ClientStats;

/**
 * A connection that wants a channel's messages.
 *
 * @param id of the connection
 * @param connection gets the messages
 * @param stats the client's counters
 * @param messageTimeoutMillis how long it may hold a message
 * @param sampleRate percent of the messages it wants; 0 = all
 */
public record Consumer(
    long id,
    ActorRef<ConnectionMessage> connection,
    ClientStats stats,
    long messageTimeoutMillis,
    int sampleRate) {

  /** Whether it is connected to this node. */
  boolean isLocal() {
    return connection.path().address().hasLocalScope();
  }

  /** The same with other counters. */
  Consumer with(ClientStats otherStats) {
    return new Consumer(id, connection, otherStats, messageTimeoutMillis, sampleRate);
  }
}
