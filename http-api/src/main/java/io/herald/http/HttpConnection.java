package io.herald.http;

import akka.Done;
import akka.stream.KillSwitch;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.stats.ConnectionCounters.Reason;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One open connection, for those who watch it from outside its streams. Thread-safe.
 *
 * <pre>
 * accepted ─► handshaken (TLS only) ─► requests and answers ─► ended
 *     └────────────┴──────────────────────────┴─ given up: the socket is closed under the rest
 * </pre>
 */
final class HttpConnection {
  private final InetSocketAddress peer;
  private final ConnectionCounters counters;
  private final CompletableFuture<KillSwitch> socket = new CompletableFuture<>();
  private final CompletableFuture<Runnable> stop = new CompletableFuture<>();
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private volatile boolean handshaken;

  HttpConnection(InetSocketAddress peer, ConnectionCounters counters) {
    this.peer = peer;
    this.counters = counters;
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** The streams run, and this ends them. */
  void started(KillSwitch switchOfSocket) {
    socket.complete(switchOfSocket);
  }

  /** How to ask the streams for an orderly end. */
  void stoppedBy(Runnable stopping) {
    stop.complete(stopping);
  }

  void handshaken() {
    handshaken = true;
  }

  boolean isHandshaken() {
    return handshaken;
  }

  /** Closes the socket of a client that kept us waiting. */
  void giveUp(Reason reason) {
    if (!ended.isDone()) {
      counters.refuse(reason);
      close();
    }
  }

  /** A handshake that ended in an error; the streams end by themselves. */
  void handshakeFailed() {
    counters.refuse(Reason.HANDSHAKE);
  }

  /** Ends when the request that is being answered has its answer. */
  void stop() {
    var unused = stop.thenAccept(Runnable::run);
  }

  void close() {
    var unused = socket.thenAccept(KillSwitch::shutdown);
  }

  /** Closes the socket with a reset, whatever is going on. */
  void abort() {
    var unused = socket.thenAccept(open -> open.abort(new IllegalStateException("the node stops")));
  }

  void end() {
    ended.complete(Done.getInstance());
  }

  CompletionStage<Done> ended() {
    return ended;
  }
}
