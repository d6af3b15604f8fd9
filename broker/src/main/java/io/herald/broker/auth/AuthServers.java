package io.herald.broker.auth;

import io.herald.broker.tls.ClientTls;
import io.herald.config.AuthSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auth servers of {@code --auth-http-address}, asked in turn from a random one until one
 * answers. A limited number of questions is out at a time; the others wait, but no longer than one
 * question may take. Each failure is one warning, which names the server's host and the client's
 * address.
 *
 * <p>May be used from any thread, and blocks none.
 */
public final class AuthServers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuthServers.class);

  private final AuthSettings settings;
  private final List<AuthServer> servers;
  private final AuthExchange exchange;
  private final long patienceNanos;
  private final Deque<Question> waiting = new ArrayDeque<>();
  private final Set<Question> asking = new HashSet<>();
  private boolean isClosed;

  private record Question(AuthQuery query, CompletableFuture<AuthGrant> answer, long sinceNanos) {}

  /**
   * Servers that are asked as the settings say.
   *
   * @param tls for servers with https
   * @throws IllegalStateException if an address is none that can be asked
   */
  public AuthServers(AuthSettings settings, ClientTls tls) {
    this.settings = settings;
    this.servers = settings.authHttpAddress().stream().map(AuthServer::at).toList();
    this.exchange = new AuthExchange(settings, tls);
    Duration patience = settings.httpClientRequestTimeout().multipliedBy(servers.size());
    this.patienceNanos = patience.toNanos();
  }

  /**
   * What a client may do. Fails with {@link AuthFailure} if no server gives a valid answer. Whoever
   * does not want to know any more cancels the answer.
   */
  public CompletableFuture<AuthGrant> query(AuthQuery query) {
    Question question = new Question(query, new CompletableFuture<>(), System.nanoTime());
    synchronized (waiting) {
      if (isClosed) {
        return CompletableFuture.failedFuture(stopping());
      }
      waiting.addLast(question);
    }
    askWaiting();
    return question.answer();
  }

  /** How long a secret may be, in bytes. */
  public int secretBytesMax() {
    return settings.maxAuthSecretSize();
  }

  private void askWaiting() {
    for (Question next = take(); next != null; next = take()) {
      int first = ThreadLocalRandom.current().nextInt(servers.size());
      if (System.nanoTime() - next.sinceNanos() > patienceNanos) {
        LOG.warn("auth servers are busy: {} waited too long", next.query().remoteIp());
        settle(next, null, new AuthFailure("the auth servers are busy"));
      } else {
        ask(next, first, servers.size());
      }
    }
  }

  /** The next question that may be asked now, or null. */
  private Question take() {
    synchronized (waiting) {
      while (asking.size() < settings.authMaxRequests() && !waiting.isEmpty()) {
        Question next = waiting.pollFirst();
        if (!next.answer().isDone()) {
          asking.add(next);
          return next;
        }
      }
      return null;
    }
  }

  /** Asks {@code left} servers in turn, beginning with that of number {@code turn}. */
  @SuppressWarnings("FutureReturnValueIgnored") // what the stages do cannot fail
  private void ask(Question question, int turn, int left) {
    AuthServer server = servers.get(turn % servers.size());
    CompletableFuture<AuthGrant> asked = exchange.ask(server, question.query());
    question.answer().whenComplete((grant, failure) -> asked.cancel(false));
    asked.whenComplete(
        (grant, failure) -> {
          if (failure == null || question.answer().isDone()) {
            finish(question, grant, failure);
            return;
          }
          LOG.warn(
              "auth server {} failed for {}: {}",
              server.name(),
              question.query().remoteIp(),
              failure.getMessage());
          if (left > 1) {
            ask(question, turn + 1, left - 1);
          } else {
            finish(question, null, failure);
          }
        });
  }

  private void finish(Question question, AuthGrant grant, Throwable failure) {
    settle(question, grant, failure);
    askWaiting();
  }

  private void settle(Question question, AuthGrant grant, Throwable failure) {
    synchronized (waiting) {
      asking.remove(question);
    }
    if (failure == null) {
      question.answer().complete(grant);
    } else {
      question.answer().completeExceptionally(failure);
    }
  }

  private static AuthFailure stopping() {
    return new AuthFailure("the node is stopping");
  }

  /** Asks no more; what waits or is being asked fails. */
  @Override
  public void close() {
    List<Question> unanswered;
    synchronized (waiting) {
      isClosed = true;
      unanswered = Stream.concat(waiting.stream(), asking.stream()).toList();
      waiting.clear();
    }
    unanswered.forEach(question -> question.answer().completeExceptionally(stopping()));
    exchange.close();
  }
}
