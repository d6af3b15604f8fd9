package io.herald.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.config.Endpoint;
import io.herald.config.Settings;
import io.herald.http.access.CallerFile;
import io.herald.http.access.CallerFileException;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.RegistryRules;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** nsqlookupd's HTTP on a free port, over a registry of one node. */
final class TestLookup implements AutoCloseable, AfterAllCallback {
  final Lookup lookup;
  final LookupRoutes routes;
  final HttpListener listener;
  final FixedStatus status = new FixedStatus();
  private final ActorSystem<Void> system;
  private final HttpGate gate;

  private TestLookup(Settings settings) {
    system = ActorSystem.create(Behaviors.empty(), "lookup-test", config());
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    lookup = Lookup.start(system, RegistryRules.DEFAULT);
    try {
      gate = HttpGate.start(system, CallerFile.read(settings.http()), () -> 0);
    } catch (CallerFileException unusable) {
      system.terminate();
      throw new IllegalArgumentException(unusable);
    }
    HttpRuntime runtime = HttpRuntime.of(system);
    routes = new LookupRoutes(runtime, gate, lookup, status);
    listener =
        new HttpServer(runtime, HttpLimits.of(settings), new ConnectionCounters())
            .bind(new Endpoint("127.0.0.1", 0), routes)
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
  }

  static TestLookup start(String... flags) {
    return new TestLookup(Settings.ofFlags(flags));
  }

  HttpProbe probe() {
    return new HttpProbe(listener.address().getPort());
  }

  /** Registered as an extension it runs for all tests of a class. */
  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    gate.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.actor.provider = cluster
            akka.remote.artery.transport = tcp
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.jmx.multi-mbeans-in-same-jvm = on
            akka.loglevel = WARNING
            akka.log-dead-letters = off
            akka.log-dead-letters-during-shutdown = off
            """)
        .withFallback(ConfigFactory.load());
  }
}
