package io.herald.http;

import akka.Done;
import akka.NotUsed;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.KillSwitch;
import akka.stream.KillSwitches;
import akka.stream.TLSProtocol.SslTlsInbound;
import akka.stream.TLSProtocol.SslTlsOutbound;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.TLSPlacebo;
import akka.stream.javadsl.Tcp;
import akka.util.ByteString;
import com.typesafe.config.Config;
import io.herald.broker.stats.ConnectionCounters;
import io.herald.config.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves sites over HTTP/1.1, plain or with TLS. Akka's own server does not tell one connection
 * from another before it has a request, so connections are accepted here and its HTTP layer is put
 * on top of each:
 *
 * <pre>
 * Tcp ◄─► kill switch ◄─► TLS or nothing ◄─► Akka's HTTP layer ◄─► ConnectionGuard ◄─► site
 * </pre>
 *
 * <p>Limits and time-outs that no setting has are {@code herald.http.server} in reference.conf.
 */
public final class HttpServer {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final String OURS = "herald.http.server";
  private static final String AKKAS = "akka.http.server";
  private static final String BODY_RATE_MIN = "herald.http.body-rate-min";

  private final HttpRuntime runtime;
  private final HttpLimits limits;
  private final ConnectionCounters counters;
  private final ServerSettings settings;
  private final int bodyRateMin;

  /**
   * Makes a server.
   *
   * @param limits for each address that is bound
   * @param counters count the connections of all of them
   */
  public HttpServer(HttpRuntime runtime, HttpLimits limits, ConnectionCounters counters) {
    this.runtime = runtime;
    this.limits = limits;
    this.counters = counters;
    Config config = runtime.system().settings().config();
    this.settings =
        ServerSettings.create(config.getConfig(OURS).atPath(AKKAS).withFallback(config));
    this.bodyRateMin = config.getInt(BODY_RATE_MIN);
  }

  /**
   * Listens and serves.
   *
   * @param address port 0 takes a free one, see {@link HttpListener#address()}
   * @return fails if the address cannot be had
   */
  public CompletionStage<HttpListener> bind(Endpoint address, HttpSite site) {
    return bind(address, Optional.empty(), site);
  }

  /**
   * Listens and serves over TLS.
   *
   * @param engines makes the server's side of TLS for each connection
   */
  public CompletionStage<HttpListener> bindTls(
      Endpoint address, Supplier<SSLEngine> engines, HttpSite site) {
    return bind(address, Optional.of(engines), site);
  }

  private CompletionStage<HttpListener> bind(
      Endpoint address, Optional<Supplier<SSLEngine>> engines, HttpSite site) {
    Acceptor acceptor = new Acceptor(engines, site);
    return Tcp.get(runtime.system())
        .bind(
            address.host(),
            address.port(),
            settings.getBacklog(),
            settings.getSocketOptions(),
            false,
            idleTimeout())
        .mapAsyncUnordered(limits.connectionsMax(), acceptor::accept)
        .to(Sink.ignore())
        .run(runtime.materializer())
        .thenApply(binding -> new HttpListener(runtime.system(), binding, acceptor.open));
  }

  private Optional<Duration> idleTimeout() {
    scala.concurrent.duration.Duration idle = settings.getTimeouts().idleTimeout();
    return idle.isFinite() ? Optional.of(Duration.ofNanos(idle.toNanos())) : Optional.empty();
  }

  @SuppressWarnings("unchecked") // what comes out is only read, as its supertype
  private static BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> plain() {
    return (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
        (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();
  }

  /** Serves the connections of one address. */
  private final class Acceptor {
    final OpenConnections open = new OpenConnections(limits.connectionsPerAddressMax(), counters);
    private final BidiFlow<HttpResponse, SslTlsOutbound, SslTlsInbound, HttpRequest, NotUsed> http =
        Http.get(runtime.system()).serverLayer(settings);
    private final Optional<Supplier<SSLEngine>> engines;
    private final HttpSite site;

    Acceptor(Optional<Supplier<SSLEngine>> engines, HttpSite site) {
      this.engines = engines;
      this.site = site;
    }

    /** Completes when the connection has ended; does not fail, which would end the listener. */
    CompletionStage<Done> accept(Tcp.IncomingConnection incoming) {
      HttpConnection connection = new HttpConnection(incoming.remoteAddress(), counters);
      if (!open.admit(connection)) {
        close(incoming);
        return connection.ended();
      }
      try {
        connection.started(run(incoming, connection));
      } catch (RuntimeException impossible) {
        LOG.error("a connection from {} cannot be served", connection.peer(), impossible);
        close(incoming);
        connection.end();
      }
      return connection.ended();
    }

    private KillSwitch run(Tcp.IncomingConnection incoming, HttpConnection connection) {
      BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed> security =
          engines.isPresent()
              ? BidiFlow.fromGraph(new TlsStage(engines.get().get(), connection))
              : plain();
      ConnectionGuard guard =
          new ConnectionGuard(connection, limits, engines.isPresent(), bodyRateMin);
      return oneByOne()
          .join(BidiFlow.fromGraph(guard).atop(http).atop(security))
          .joinMat(
              BidiFlow.fromGraph(KillSwitches.<ByteString, ByteString>singleBidi()).reversed(),
              Keep.right())
          .join(incoming.flow())
          .run(runtime.materializer());
    }

    /** Not Akka's {@code bind}: that passes each answer through the default dispatcher. */
    private Flow<HttpRequest, HttpResponse, NotUsed> oneByOne() {
      return Flow.<HttpRequest>create().mapAsync(1, site::handle);
    }

    private void close(Tcp.IncomingConnection incoming) {
      Source.<ByteString>empty()
          .via(incoming.flow())
          .runWith(Sink.cancelled(), runtime.materializer());
    }
  }
}
