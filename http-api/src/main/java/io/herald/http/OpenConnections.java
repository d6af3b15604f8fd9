package io.herald.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.Patterns;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.stats.ConnectionCounters.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections of one address: who they are from, and how they all end. */
final class OpenConnections {
  private final int perAddressMax;
  private final ConnectionCounters counters;
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  OpenConnections(int perAddressMax, ConnectionCounters counters) {
    this.perAddressMax = perAddressMax;
    this.counters = counters;
  }

  /** Takes a connection in until it ends; false if it is not wanted. */
  boolean admit(HttpConnection connection) {
    if (stopping) {
      return false;
    }
    if (perAddressMax > 0 && !enter(connection.peer().getAddress())) {
      counters.refuse(Reason.PER_ADDRESS);
      return false;
    }
    counters.opened();
    open.add(connection);
    connection.ended().thenAccept(done -> forget(connection));
    return true;
  }

  /** Lets running requests end within the deadline, then closes everything. */
  CompletionStage<Done> stop(ActorSystem<?> system, Duration deadline) {
    stopping = true;
    CompletableFuture<Void> allEnded =
        CompletableFuture.allOf(
            open.stream()
                .map(connection -> connection.ended().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    open.forEach(HttpConnection::stop);
    Patterns.after(
            deadline,
            system.classicSystem().scheduler(),
            system.executionContext(),
            () -> CompletableFuture.completedFuture(Done.getInstance()))
        .thenAccept(late -> open.forEach(HttpConnection::abort));
    return allEnded.thenApply(ended -> Done.getInstance());
  }

  private boolean enter(InetAddress address) {
    boolean[] entered = {true};
    byAddress.compute(
        address,
        (any, count) -> {
          int others = count == null ? 0 : count;
          entered[0] = others < perAddressMax;
          return entered[0] ? Integer.valueOf(others + 1) : count;
        });
    return entered[0];
  }

  private void forget(HttpConnection connection) {
    counters.closed();
    open.remove(connection);
    byAddress.computeIfPresent(
        connection.peer().getAddress(), (any, count) -> count == 1 ? null : count - 1);
  }
}
