package io.herald.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Bounds the bytes of all bodies that are being read. Who finds no room waits in line, and his body
 * waits in the socket.
 */
final class IntakeBudget {
  private record Waiting(long bytes, CompletableFuture<Void> turn) {}

  private final long bytesMax;
  private final Executor executor;
  private final Queue<Waiting> line = new ArrayDeque<>();
  private long bytesTaken;

  IntakeBudget(long bytesMax, Executor executor) {
    this.bytesMax = bytesMax;
    this.executor = executor;
  }

  /** Runs {@code work} when there is room for {@code bytes}, which it has until it completes. */
  <T> CompletionStage<T> spend(long bytes, Supplier<CompletionStage<T>> work) {
    long share = Math.min(bytes, bytesMax);
    CompletableFuture<Void> turn = new CompletableFuture<>();
    CompletionStage<T> result =
        enter(new Waiting(share, turn))
            ? CompletableFuture.<Void>completedFuture(null).thenCompose(go -> work.get())
            : turn.thenComposeAsync(go -> work.get(), executor);
    return result.whenComplete((done, failure) -> leave(share));
  }

  synchronized int waiting() {
    return line.size();
  }

  private synchronized boolean enter(Waiting arrival) {
    boolean fits = line.isEmpty() && bytesTaken + arrival.bytes <= bytesMax;
    if (fits) {
      bytesTaken += arrival.bytes;
    } else {
      line.add(arrival);
    }
    return fits;
  }

  private void leave(long bytes) {
    Queue<Waiting> next = new ArrayDeque<>();
    synchronized (this) {
      bytesTaken -= bytes;
      while (!line.isEmpty() && bytesTaken + line.element().bytes <= bytesMax) {
        bytesTaken += line.element().bytes;
        next.add(line.remove());
      }
    }
    next.forEach(waiting -> waiting.turn.complete(null));
  }
}
