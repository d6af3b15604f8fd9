package io.herald.http;

import akka.actor.typed.ActorSystem;
import akka.stream.ActorMaterializer;
import akka.stream.ActorMaterializerSettings;
import akka.stream.Materializer;
import java.util.concurrent.Executor;

/**
 * The threads of HTTP: {@code herald.http-dispatcher}. Nothing of HTTP may run on the default
 * dispatcher, because that is the broker's event loop.
 *
 * @param system the node's actor system
 * @param materializer runs streams on the HTTP threads
 * @param executor the HTTP threads
 */
public record HttpRuntime(ActorSystem<?> system, Materializer materializer, Executor executor) {
  private static final String DISPATCHER = "herald.http-dispatcher";

  /** Takes the dispatcher from the system's configuration. */
  @SuppressWarnings("deprecation") // the only door to a materializer with another dispatcher
  public static HttpRuntime of(ActorSystem<?> system) {
    ActorMaterializerSettings settings =
        ActorMaterializerSettings.create(system.classicSystem()).withDispatcher(DISPATCHER);
    return new HttpRuntime(
        system,
        ActorMaterializer.create(settings, system.classicSystem(), "http"),
        system.classicSystem().dispatchers().lookup(DISPATCHER));
  }
}
