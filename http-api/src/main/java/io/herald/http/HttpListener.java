package io.herald.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Tcp;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** An address that a site is served on, made by {@link HttpServer}. */
public final class HttpListener {
  private final ActorSystem<?> system;
  private final Tcp.ServerBinding binding;
  private final OpenConnections open;

  HttpListener(ActorSystem<?> system, Tcp.ServerBinding binding, OpenConnections open) {
    this.system = system;
    this.binding = binding;
    this.open = open;
  }

  /** Where it really listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Accepts no more connections; those that are open go on. */
  public CompletionStage<Done> unbind() {
    return binding.unbind().thenApply(unbound -> Done.getInstance());
  }

  /** Accepts no more, lets running requests end within the deadline, then closes everything. */
  public CompletionStage<Done> stop(Duration deadline) {
    return unbind().thenCompose(unbound -> open.stop(system, deadline));
  }
}
