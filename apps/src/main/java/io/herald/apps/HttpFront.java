package io.herald.apps;

import akka.actor.typed.ActorSystem;
import io.herald.broker.Broker;
import io.herald.broker.tls.ServerTls;
import io.herald.config.Endpoint;
import io.herald.config.HttpAuth;
import io.herald.config.LoadedSettings;
import io.herald.config.Settings;
import io.herald.config.TlsRequired;
import io.herald.http.HttpGate;
import io.herald.http.HttpLimits;
import io.herald.http.HttpListener;
import io.herald.http.HttpRuntime;
import io.herald.http.HttpServer;
import io.herald.http.HttpSite;
import io.herald.http.LookupRoutes;
import io.herald.http.NodeInfo;
import io.herald.http.NodeStatus;
import io.herald.http.NsqdRoutes;
import io.herald.http.TlsRequiredSite;
import io.herald.http.access.CallerFile;
import io.herald.lookup.registry.Lookup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The HTTP addresses of a node: nsqd's, the same over TLS, and nsqlookupd's. The last speaks TLS,
 * too, where callers prove who they are and must not do so in the clear.
 */
final class HttpFront {
  private static final Duration LAST_REQUESTS = Duration.ofMillis(500);

  private final Settings settings;
  private final ActorSystem<?> system;
  private final Optional<ServerTls> tls;
  private final HttpGate gate;
  private HttpListener http;
  private HttpListener https;
  private HttpListener lookup;

  /** Knows who may call; listens nowhere yet. */
  HttpFront(
      ActorSystem<?> system,
      Settings settings,
      Optional<ServerTls> tls,
      Optional<CallerFile> callers) {
    this.system = system;
    this.settings = settings;
    this.tls = tls;
    this.gate = HttpGate.start(system, callers, this::httpsPort);
  }

  /** Whether nsqlookupd's HTTP speaks TLS. */
  static boolean lookupNeedsTls(Settings settings) {
    return switch (settings.http().httpAuth()) {
      case NONE -> false;
      case TOKEN -> settings.tls().tlsRequired() == TlsRequired.TRUE;
      case CERTIFICATE -> true;
    };
  }

  /** What the operator should know. */
  static List<String> warnings(Settings settings) {
    HttpAuth auth = settings.http().httpAuth();
    if (auth == HttpAuth.CERTIFICATE && settings.tls().tlsRootCaFile().isEmpty()) {
      return List.of("HTTP callers are believed if any public authority has signed their name");
    }
    boolean readable =
        auth == HttpAuth.TOKEN
            && settings.tls().tlsRequired() != TlsRequired.TRUE
            && !settings.http().httpAddress().socketAddress().getAddress().isLoopbackAddress();
    return readable
        ? List.of("HTTP tokens cross the network in the clear unless --tls-required is true")
        : List.of();
  }

  /** Binds all addresses; what is bound when one fails goes with the ActorSystem. */
  void bind(
      Broker broker,
      Lookup registry,
      LoadedSettings loaded,
      Supplier<NodeInfo> node,
      NodeStatus status)
      throws Exception {
    HttpRuntime runtime = HttpRuntime.of(system);
    HttpServer server =
        new HttpServer(runtime, HttpLimits.of(settings), broker.stats().connectionCounters());
    HttpSite nsqd = new NsqdRoutes(runtime, gate, broker, loaded, node, status);
    if (tls.isPresent()) {
      https = secure(server, settings.http().httpsAddress(), nsqd);
    }
    boolean refused = settings.tls().tlsRequired() == TlsRequired.TRUE;
    HttpSite plain = refused ? new TlsRequiredSite(runtime, this::httpsPort) : nsqd;
    http = Node.bound(settings.http().httpAddress(), address -> server.bind(address, plain));
    HttpSite nsqlookupd = new LookupRoutes(runtime, gate, registry, status);
    Endpoint lookupAddress = settings.lookup().lookupHttpAddress();
    lookup =
        lookupNeedsTls(settings)
            ? secure(server, lookupAddress, nsqlookupd)
            : Node.bound(lookupAddress, address -> server.bind(address, nsqlookupd));
  }

  InetSocketAddress http() {
    return http.address();
  }

  Optional<InetSocketAddress> https() {
    return Optional.ofNullable(https).map(HttpListener::address);
  }

  InetSocketAddress lookup() {
    return lookup.address();
  }

  /** Ends nsqd's part. */
  void stopNsqd() throws Exception {
    Node.await("stop HTTP", http.stop(LAST_REQUESTS));
    if (https != null) {
      Node.await("stop HTTPS", https.stop(LAST_REQUESTS));
    }
  }

  /** Ends nsqlookupd's part. */
  void stopLookup() throws Exception {
    Node.await("stop lookup HTTP", lookup.stop(LAST_REQUESTS));
    gate.close();
  }

  private HttpListener secure(HttpServer server, Endpoint address, HttpSite site) throws Exception {
    ServerTls certificates = tls.orElseThrow();
    return Node.bound(address, free -> server.bindTls(free, certificates::newEngine, site));
  }

  private int httpsPort() {
    return https().map(InetSocketAddress::getPort).orElse(0);
  }
}
