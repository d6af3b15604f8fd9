package io.herald.http;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.javadsl.Flow;
import com.typesafe.config.Config;
import io.herald.config.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** An address that a site is served on. Limits and time-outs are {@code herald.http.server}. */
public final class HttpListener {
  private static final String OURS = "herald.http.server";
  private static final String AKKAS = "akka.http.server";

  private final ServerBinding binding;

  private HttpListener(ServerBinding binding) {
    this.binding = binding;
  }

  /**
   * Listens and serves, with the default number of connections.
   *
   * @param address port 0 takes a free one, see {@link #address()}
   * @return fails if the address cannot be had
   */
  public static CompletionStage<HttpListener> bind(
      HttpRuntime runtime, Endpoint address, HttpSite site) {
    return bind(runtime, address, settings(runtime.system()), site);
  }

  /**
   * Listens and serves.
   *
   * @param address port 0 takes a free one, see {@link #address()}
   * @param connectionsMax how many connections are served at once; more wait in the backlog
   * @return fails if the address cannot be had
   */
  public static CompletionStage<HttpListener> bind(
      HttpRuntime runtime, Endpoint address, int connectionsMax, HttpSite site) {
    return bind(
        runtime, address, settings(runtime.system()).withMaxConnections(connectionsMax), site);
  }

  private static CompletionStage<HttpListener> bind(
      HttpRuntime runtime, Endpoint address, ServerSettings settings, HttpSite site) {
    return Http.get(runtime.system())
        .newServerAt(address.host(), address.port())
        .withSettings(settings)
        .withMaterializer(runtime.materializer())
        .bindFlow(oneByOne(site))
        .thenApply(HttpListener::new);
  }

  /** Where it really listens. */
  public InetSocketAddress address() {
    return binding.localAddress();
  }

  /** Accepts no more connections; those that are open go on. */
  public CompletionStage<Done> unbind() {
    return binding.unbind();
  }

  /** Accepts no more, lets running requests end within the deadline, then closes everything. */
  public CompletionStage<Done> stop(Duration deadline) {
    return binding.terminate(deadline).thenApply(terminated -> Done.getInstance());
  }

  /** Not {@code bind(site::handle)}: that passes each answer through the default dispatcher. */
  private static Flow<HttpRequest, HttpResponse, NotUsed> oneByOne(HttpSite site) {
    return Flow.<HttpRequest>create().mapAsync(1, site::handle);
  }

  private static ServerSettings settings(ActorSystem<?> system) {
    Config config = system.settings().config();
    return ServerSettings.create(config.getConfig(OURS).atPath(AKKAS).withFallback(config));
  }
}
