package io.herald.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.tcp.Admission;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of one address: who they are from, and how they all end. */
final class OpenConnections {
  private final Admission admission;

  /** Each with a stage that completes when it has ended and has been counted out. */
  private final Map<HttpConnection, CompletableFuture<Done>> open = new ConcurrentHashMap<>();

  private volatile boolean stopping;

  /** None yet; how many there may be in all is decided where they are accepted. */
  OpenConnections(int perAddressMax, ConnectionCounters counters) {
    this.admission = new Admission(0, perAddressMax, counters);
  }

  /** Takes a connection in until it ends; false if it is not wanted, and then it has ended. */
  boolean admit(HttpConnection connection) {
    if (stopping || admission.enter(connection.peer().getAddress()).isPresent()) {
      connection.end();
      return false;
    }
    open.put(connection, new CompletableFuture<>());
    connection.ended().thenAccept(done -> forget(connection));
    return true;
  }

  /** Lets running requests end within the deadline, then closes everything. */
  CompletionStage<Done> stop(ActorSystem<?> system, Duration deadline) {
    stopping = true;
    CompletableFuture<Void> allEnded =
        CompletableFuture.allOf(open.values().toArray(CompletableFuture[]::new));
    open.keySet().forEach(HttpConnection::stop);
    Patterns.after(
            deadline,
            system.classicSystem().scheduler(),
            system.executionContext(),
            () -> CompletableFuture.completedFuture(Done.getInstance()))
        .thenAccept(late -> open.keySet().forEach(HttpConnection::abort));
    return allEnded.thenApply(ended -> Done.getInstance());
  }

  private void forget(HttpConnection connection) {
    admission.leave(connection.peer().getAddress());
    open.remove(connection).complete(Done.getInstance());
  }
}
