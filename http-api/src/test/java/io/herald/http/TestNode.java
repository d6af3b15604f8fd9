package io.herald.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.herald.config.Endpoint;
import io.herald.config.LoadedSettings;
import io.herald.config.SettingsLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** nsqd's HTTP on a free port, over a {@link MemoryBroker}. */
final class TestNode implements AutoCloseable {
  final MemoryBroker broker = new MemoryBroker();
  final ActorSystem<Void> system;
  final HttpRuntime runtime;
  final HttpListener listener;
  private final NsqdRoutes routes;
  private final int connectionsMax;

  private TestNode(List<String> flags, int port, String config) {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "http-test",
            ConfigFactory.parseString(config).withFallback(ConfigFactory.load()));
    runtime = HttpRuntime.of(system);
    LoadedSettings settings = SettingsLoader.load(flags, Map.of());
    connectionsMax = settings.settings().http().httpMaxConnections();
    AtomicReference<NodeInfo> info = new AtomicReference<>();
    routes = new NsqdRoutes(runtime, broker, settings, info::get);
    listener = bind(port);
    info.set(new NodeInfo("vm", 4150, port(), broker.startedAt));
  }

  static TestNode start(String... flags) {
    return new TestNode(
        Stream.concat(Stream.of("--broadcast-address=bhost"), Stream.of(flags)).toList(), 0, "");
  }

  /** A node with other settings of Akka. */
  static TestNode configured(String config, String... flags) {
    return new TestNode(List.of(flags), 0, config);
  }

  private HttpListener bind(int port) {
    return HttpListener.bind(runtime, new Endpoint("127.0.0.1", port), connectionsMax, routes)
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  int port() {
    return listener.address().getPort();
  }

  HttpProbe probe() {
    return new HttpProbe(port());
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Serves until killed, for comparing with nsqd by hand: port and flags. */
  public static void main(String[] arguments) {
    TestNode node =
        new TestNode(Stream.of(arguments).skip(1).toList(), Integer.parseInt(arguments[0]), "");
    node.broker.remembers = false;
    System.out.println("serving on " + node.port());
  }
}
