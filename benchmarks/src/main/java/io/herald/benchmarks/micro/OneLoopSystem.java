package io.herald.benchmarks.micro;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.tcp.EventLoops;
import io.herald.config.Settings;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Actors on one event loop, as the actors of one topic are in a node. */
final class OneLoopSystem {
  private static final Config AKKA =
      ConfigFactory.parseMap(
          Map.of(
              "akka.loglevel", "WARNING",
              "akka.log-dead-letters", "off",
              "akka.actor.allow-java-serialization", "off"));

  private final EventLoops loops;
  private final ActorSystem<Void> system;
  private int started;

  OneLoopSystem(Config settings) {
    loops = new EventLoops(1, Settings.defaults().broker().taskQuantum());
    Config config = AKKA.withFallback(loops.dispatchersConfig()).withFallback(settings);
    system =
        ActorSystem.create(
            Behaviors.<Void>empty(),
            "micro",
            config.withFallback(ConfigFactory.defaultReference()).resolve());
  }

  ActorSystem<Void> system() {
    return system;
  }

  /** Starts an actor on the loop. */
  <M> ActorRef<M> start(Behavior<M> behavior) {
    started++;
    return system.systemActorOf(
        behavior, "actor-" + started, DispatcherSelector.fromConfig(EventLoops.dispatcher(0)));
  }

  /** The actors end before their loop. */
  void close() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
    loops.shutDown().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
