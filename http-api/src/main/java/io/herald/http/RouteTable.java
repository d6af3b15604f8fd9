package io.herald.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.TimeoutAccess;
import io.herald.http.access.Caller;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Paths, their methods, what they ask of a caller and what answers them, with the manners of nsqd's
 * router: unknown paths are 404, other methods 405 with Allow, OPTIONS is answered, and a path that
 * is wrong only in its slashes or capitals is redirected. The {@link HttpGate} comes first.
 */
final class RouteTable implements HttpSite {
  private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);

  /** Answers a request; a thrown or failed-with {@link HttpError} becomes the answer. */
  interface Handler {
    CompletionStage<HttpResponse> handle(Exchange exchange);
  }

  private record Route(Access access, Handler handler, boolean readsBody) {}

  private final HttpRuntime runtime;
  private final HttpGate gate;
  private final Map<String, Map<String, Route>> byPath = new HashMap<>();

  RouteTable(HttpRuntime runtime, HttpGate gate) {
    this.runtime = runtime;
    this.gate = gate;
  }

  /** Adds a route that wants no body; a path that ends in {@code /:} has a parameter there. */
  RouteTable add(String method, String path, Access access, Handler handler) {
    return add(method, path, new Route(access, handler, false));
  }

  /** Adds a route that wants no body and answers at once. */
  RouteTable addNow(
      String method, String path, Access access, Function<Exchange, HttpResponse> handler) {
    return add(method, path, access, exchange -> now(handler.apply(exchange)));
  }

  /** Adds a route that reads the body itself. */
  RouteTable addReading(String method, String path, Access access, Handler handler) {
    return add(method, path, new Route(access, handler, true));
  }

  private RouteTable add(String method, String path, Route route) {
    byPath.computeIfAbsent(path, any -> new HashMap<>()).put(method, route);
    return this;
  }

  /** All routes, as {@code GET /ping}, with what they ask of a caller. */
  SortedMap<String, Access> accessByRoute() {
    SortedMap<String, Access> all = new TreeMap<>();
    byPath.forEach(
        (path, byMethod) ->
            byMethod.forEach((method, route) -> all.put(method + " " + path, route.access)));
    return all;
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    String path = request.getUri().getPathString();
    String pattern = patternOf(path);
    Exchange exchange = new Exchange(request, runtime, path.substring(path.lastIndexOf('/') + 1));
    answerInTime(request);
    Route route = byPath.getOrDefault(pattern, Map.of()).get(exchange.method());
    // Nothing is said of what exists, or not, to whoever is not known.
    Access access = route == null ? Access.KNOWN : route.access;
    Optional<HttpResponse> refusal =
        gate.isOpen() ? Optional.empty() : gate.refusal(exchange, access);
    if (refusal.isPresent()) {
      return exchange.drainRest().handle((done, failure) -> refusal.get());
    }
    CompletionStage<HttpResponse> answer = answer(exchange, route, pattern);
    return access.isAudited() ? answer.thenApply(made -> audited(exchange, made)) : answer;
  }

  private CompletionStage<HttpResponse> answer(Exchange exchange, Route route, String pattern) {
    if (route == null) {
      HttpResponse answer = unrouted(exchange, pattern);
      return run(any -> exchange.drain().thenApply(done -> answer), exchange);
    }
    if (!route.readsBody) {
      return run(any -> exchange.drain().thenCompose(done -> route.handler.handle(any)), exchange)
          .thenApply(answer -> route.access.isAudited() ? answer : logged(exchange, answer));
    }
    return run(route.handler, exchange)
        .thenCompose( // not before: a body may wait in line for its turn
            answer -> exchange.drainRest().handle((done, failure) -> answer));
  }

  private static CompletionStage<HttpResponse> run(Handler handler, Exchange exchange) {
    CompletionStage<HttpResponse> answer;
    try {
      answer = handler.handle(exchange);
    } catch (RuntimeException failure) {
      answer = CompletableFuture.failedStage(failure);
    }
    return answer.exceptionally(failure -> refuse(exchange, failure));
  }

  /** Says in nsqd's form what Akka would say in its own when an answer takes too long. */
  private static void answerInTime(HttpRequest request) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            header ->
                header
                    .timeoutAccess()
                    .updateHandler(late -> Answer.error(new HttpError(503, "TIMEOUT"))));
  }

  /** As nsqd does, but questions only to who looks closer. What changes something is audited. */
  private static HttpResponse logged(Exchange exchange, HttpResponse answer) {
    if (exchange.method().equals("GET")) {
      LOG.debug("{} {}", answer.status().intValue(), exchange);
    } else {
      LOG.info("{} {}", answer.status().intValue(), exchange);
    }
    return answer;
  }

  private static HttpResponse audited(Exchange exchange, HttpResponse answer) {
    String who = exchange.caller().map(Caller::name).orElse("");
    AuditLog.acted(who, exchange, answer.status().intValue());
    return answer;
  }

  private static HttpResponse refuse(Exchange exchange, Throwable failure) {
    HttpError error = HttpError.of(failure);
    if (error.status() == 500) {
      LOG.error("{} failed", exchange, HttpError.rootOf(failure));
    }
    return Answer.error(error);
  }

  private HttpResponse unrouted(Exchange exchange, String pattern) {
    String path = exchange.path();
    String method = exchange.method();
    Optional<String> better = spelledRight(path).filter(right -> allows(patternOf(right), method));
    if (better.isPresent() && !path.equals("/")) {
      String query = exchange.request().getUri().rawQueryString().map(raw -> "?" + raw).orElse("");
      return Answer.redirect(method.equals("GET") ? 301 : 307, better.get() + query);
    }
    if (!byPath.containsKey(pattern)) {
      return Answer.error(new HttpError(404, "NOT_FOUND"));
    }
    Set<String> methods = new TreeSet<>(byPath.get(pattern).keySet());
    methods.add("OPTIONS");
    RawHeader allow = RawHeader.create("Allow", String.join(", ", methods));
    return method.equals("OPTIONS")
        ? HttpResponse.create().addHeader(allow)
        : Answer.error(new HttpError(405, "METHOD_NOT_ALLOWED")).addHeader(allow);
  }

  private boolean allows(String pattern, String method) {
    return byPath.getOrDefault(pattern, Map.of()).containsKey(method);
  }

  /** The path itself, or the route with a parameter that it belongs to. */
  private String patternOf(String path) {
    int lastSlash = path.lastIndexOf('/');
    String withParameter = path.substring(0, lastSlash + 1) + ":";
    return lastSlash + 1 < path.length() && byPath.containsKey(withParameter)
        ? withParameter
        : path;
  }

  /** The path with clean slashes and without capitals, as far as there is such a route. */
  private Optional<String> spelledRight(String path) {
    String clean = path.replaceAll("/{2,}", "/");
    String bare = clean.endsWith("/") ? clean.substring(0, clean.length() - 1) : clean;
    int lastSlash = bare.lastIndexOf('/');
    String parameter = bare.substring(lastSlash + 1);
    String folder = bare.substring(0, lastSlash + 1).toLowerCase(Locale.ROOT);
    if (byPath.containsKey(folder + ":") && !parameter.isEmpty()) {
      return Optional.of(folder + parameter);
    }
    String low = bare.toLowerCase(Locale.ROOT);
    return byPath.containsKey(low)
        ? Optional.of(low)
        : Optional.of(low + "/").filter(byPath::containsKey);
  }

  private static CompletionStage<HttpResponse> now(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
