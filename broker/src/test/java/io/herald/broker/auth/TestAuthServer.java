package io.herald.broker.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A real HTTP server that answers as it is told and remembers what it was asked. */
public final class TestAuthServer implements AutoCloseable {

  /** Lets anybody do everything for an hour. */
  public static final String ANYTHING =
      "{\"ttl\":3600,\"identity\":\"ann\",\"identity_url\":\"http://ann\",\"authorizations\":"
          + "[{\"topic\":\".*\",\"channels\":[\".*\"],\"permissions\":[\"subscribe\",\"publish\"]}]}";

  /** What came. */
  public record Request(String method, String path, String query, Headers headers, byte[] body) {

    /** The query's values, each byte one character. */
    Map<String, String> form() {
      Map<String, String> values = new TreeMap<>();
      for (String pair : query.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        values.put(parts[0], URLDecoder.decode(parts[1], ISO_8859_1));
      }
      return values;
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile HttpHandler handler;

  public TestAuthServer(HttpHandler handler) {
    this(handler, Optional.empty());
  }

  private TestAuthServer(HttpHandler handler, Optional<SSLContext> tls) {
    this.handler = handler;
    try {
      InetSocketAddress anywhere = new InetSocketAddress("0.0.0.0", 0);
      if (tls.isPresent()) {
        HttpsServer https = HttpsServer.create(anywhere, 1000);
        https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        server = https;
      } else {
        server = HttpServer.create(anywhere, 1000);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** A server that says this to everybody. */
  public static TestAuthServer answering(String json) {
    return new TestAuthServer(saying(200, json));
  }

  /** The same with https. */
  public static TestAuthServer answering(String json, SSLContext tls) {
    return new TestAuthServer(saying(200, json), Optional.of(tls));
  }

  /** A handler that says this to everybody. */
  public static HttpHandler saying(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(bytes);
      }
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              exchange.getRequestURI().getRawQuery(),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes()));
      handler.handle(exchange);
    }
  }

  /** From now on the server does this. */
  public void responds(HttpHandler newHandler) {
    handler = newHandler;
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** All that has been asked. */
  public List<Request> requests() {
    return requests;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
