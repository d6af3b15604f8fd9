package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An auth server that answers everybody the same, until it is told to answer something else. */
final class AuthServer implements AutoCloseable {
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Answer answer = Answer.EVERYTHING;

  /** What it answers. */
  enum Answer {
    /** All topics, for a second. */
    EVERYTHING(
        "[{\"topic\":\".*\",\"channels\":[\".*\"],"
            + "\"permissions\":[\"publish\",\"subscribe\"]}]"),
    /** All topics, but only to publish. */
    ONLY_PUBLISH("[{\"topic\":\".*\",\"channels\":[\".*\"],\"permissions\":[\"publish\"]}]"),
    /** No authorizations. */
    NOTHING("[]"),
    /** 500. */
    FAILURE(""),
    /** Something that is not JSON. */
    NONSENSE("["),
    /** No answer, ever. */
    SILENCE("");

    private final String authorizations;

    Answer(String authorizations) {
      this.authorizations = authorizations;
    }
  }

  AuthServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.createContext("/auth", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  void answer(Answer next) {
    answer = next;
  }

  /** The bodies of all requests so far. */
  List<String> questions() {
    return questions;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      questions.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      Answer now = answer;
      if (now == Answer.SILENCE) {
        awaitEnd();
      }
      String json =
          "{\"ttl\":1,\"identity\":\"ann\",\"identity_url\":\"\",\"authorizations\":"
              + now.authorizations
              + "}";
      byte[] body = json.getBytes(UTF_8);
      exchange.sendResponseHeaders(now == Answer.FAILURE ? 500 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
