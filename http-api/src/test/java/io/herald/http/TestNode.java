package io.herald.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.herald.config.Endpoint;
import io.herald.config.LoadedSettings;
import io.herald.config.SettingsLoader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** nsqd's HTTP on a free port, over a {@link MemoryBroker}. */
final class TestNode implements AutoCloseable {
  final MemoryBroker broker = new MemoryBroker();
  final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "http-test");
  final HttpRuntime runtime = HttpRuntime.of(system);
  final HttpListener listener;

  private TestNode(List<String> flags, int port) {
    LoadedSettings settings = SettingsLoader.load(flags, Map.of());
    AtomicReference<NodeInfo> info = new AtomicReference<>();
    NsqdRoutes routes = new NsqdRoutes(runtime, broker, settings, info::get);
    listener =
        HttpListener.bind(runtime, new Endpoint("127.0.0.1", port), routes)
            .toCompletableFuture()
            .join();
    info.set(new NodeInfo("vm", 4150, port(), broker.startedAt));
  }

  static TestNode start(String... flags) {
    return new TestNode(
        Stream.concat(Stream.of("--broadcast-address=bhost"), Stream.of(flags)).toList(), 0);
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
    system.getWhenTerminated().toCompletableFuture().join();
  }

  /** Serves until killed, for comparing with nsqd by hand: port and flags. */
  public static void main(String[] arguments) {
    TestNode node =
        new TestNode(Stream.of(arguments).skip(1).toList(), Integer.parseInt(arguments[0]));
    node.broker.remembers = false;
    System.out.println("serving on " + node.port());
  }
}
