package io.herald.http;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.tls.ServerTls;
import io.herald.broker.tls.TlsFileException;
import io.herald.config.Endpoint;
import io.herald.config.LoadedSettings;
import io.herald.config.Settings;
import io.herald.config.SettingsLoader;
import io.herald.config.TlsRequired;
import io.herald.http.access.CallerFile;
import io.herald.http.access.CallerFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** nsqd's HTTP, and HTTPS if flags ask for it, on free ports, over a {@link MemoryBroker}. */
final class TestNode implements AutoCloseable, AfterAllCallback {
  final MemoryBroker broker = new MemoryBroker();
  final FixedStatus status = new FixedStatus();
  final ActorSystem<Void> system;
  final HttpRuntime runtime;
  final HttpServer server;
  final HttpListener listener;
  final NsqdRoutes routes;
  private final HttpGate gate;
  private ServerTls tls;
  private HttpListener secure;

  private TestNode(List<String> flags, int port, String config) {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "http-test",
            ConfigFactory.parseString(config).withFallback(ConfigFactory.load()));
    runtime = HttpRuntime.of(system);
    LoadedSettings loaded = SettingsLoader.load(flags, Map.of());
    Settings settings = loaded.settings();
    server = new HttpServer(runtime, HttpLimits.of(settings), broker.stats().connectionCounters());
    AtomicReference<NodeInfo> info = new AtomicReference<>();
    try {
      gate = HttpGate.start(system, CallerFile.read(settings.http()), this::securePort);
      routes = new NsqdRoutes(runtime, gate, broker, loaded, info::get, status);
      if (settings.tls().isEnabled()) {
        tls = ServerTls.start(settings.tls());
        secure = bound(server.bindTls(new Endpoint("127.0.0.1", 0), tls::newEngine, routes));
      }
    } catch (CallerFileException | TlsFileException unusable) {
      system.terminate();
      throw new IllegalArgumentException(unusable.getMessage(), unusable);
    }
    HttpSite plain =
        settings.tls().tlsRequired() == TlsRequired.TRUE
            ? new TlsRequiredSite(runtime, this::securePort)
            : routes;
    listener = bound(server.bind(new Endpoint("127.0.0.1", port), plain));
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

  private static HttpListener bound(CompletionStage<HttpListener> binding) {
    return binding.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  int port() {
    return listener.address().getPort();
  }

  int securePort() {
    return secure.address().getPort();
  }

  HttpProbe probe() {
    return new HttpProbe(port());
  }

  /** Registered as an extension it runs for all tests of a class. */
  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    gate.close();
    if (tls != null) {
      tls.close();
    }
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
