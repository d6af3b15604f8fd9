package io.herald.broker.auth;

import io.herald.broker.tls.ClientTls;
import io.herald.config.AuthSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * One question to one auth server, on threads of its own: names are looked up, answers are read and
 * regexes compiled away from the event loops. A question has one deadline for everything, from the
 * look-up to the last byte of the answer; the HTTP client's own does not cover the body. Redirects
 * and proxies would show the secret to somebody who was not asked, so neither is used.
 */
@SuppressWarnings("FutureReturnValueIgnored") // stages that only pass a result on cannot fail
final class AuthExchange implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final Duration WORKER_IDLE_MAX = Duration.ofSeconds(30);
  private static final int SHOWN_CHARACTERS_MAX = 200;

  private final AuthSettings settings;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService workers;
  private final HttpClient http;

  /**
   * Ready to ask.
   *
   * @param tls for servers with https
   */
  AuthExchange(AuthSettings settings, ClientTls tls) {
    this.settings = settings;
    this.timer = new ScheduledThreadPoolExecutor(1, threads("herald-auth-timer"));
    this.timer.setRemoveOnCancelPolicy(true);
    this.workers = workers();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(settings.httpClientConnectTimeout())
            .sslContext(tls.context())
            .sslParameters(tls.parameters())
            .executor(workers)
            .build();
  }

  /** Asks; fails with {@link AuthFailure} only. To cancel the answer ends the exchange. */
  CompletableFuture<AuthGrant> ask(AuthServer server, AuthQuery query) {
    CompletableFuture<AuthGrant> answer = new CompletableFuture<>();
    Duration limit = settings.httpClientRequestTimeout();
    try {
      ScheduledFuture<?> deadline =
          timer.schedule(
              () -> fail(answer, "no answer within " + limit.toMillis() + " ms"),
              limit.toNanos(),
              TimeUnit.NANOSECONDS);
      answer.whenComplete((grant, failure) -> deadline.cancel(false));
      workers.execute(() -> send(server, query, answer, true));
    } catch (RejectedExecutionException closed) {
      fail(answer, "the node is stopping");
    }
    return answer;
  }

  private void send(
      AuthServer server, AuthQuery query, CompletableFuture<AuthGrant> answer, boolean mayRepeat) {
    if (answer.isDone()) {
      return;
    }
    CompletableFuture<HttpResponse<byte[]>> exchange;
    try {
      exchange =
          http.sendAsync(
              server.request(settings.authHttpRequestMethod(), query),
              response -> new BoundedBody(response, settings.maxAuthAnswerSize()));
    } catch (IllegalArgumentException refused) {
      fail(answer, "the HTTP client refuses its URL"); // whose message may quote it
      return;
    }
    answer.whenComplete((grant, failure) -> exchange.cancel(true));
    exchange.whenComplete(
        (response, failure) -> {
          if (failure == null) {
            parse(response.body(), answer);
          } else if (mayRepeat && mayBeStale(cause(failure))) {
            send(server, query, answer, false);
          } else {
            fail(answer, reason(cause(failure)));
          }
        });
  }

  private static void parse(byte[] body, CompletableFuture<AuthGrant> answer) {
    try {
      answer.complete(AuthAnswer.parse(body));
    } catch (AuthFailure broken) {
      answer.completeExceptionally(broken);
    }
  }

  /** Whether a connection kept from an earlier request may have been closed by the server. */
  private static boolean mayBeStale(Throwable failure) {
    return failure instanceof IOException
        && !(failure instanceof HttpConnectTimeoutException)
        && !(failure instanceof ConnectException)
        && !(failure instanceof SSLException);
  }

  /** Only texts that hold nothing of the request or the answer. */
  private String reason(Throwable failure) {
    if (failure instanceof AuthFailure) {
      return failure.getMessage();
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection within " + settings.httpClientConnectTimeout().toMillis() + " ms";
    }
    if (failure instanceof ConnectException) {
      return "cannot connect";
    }
    if (failure instanceof SSLException) {
      return "TLS failed: " + printable(failure.getMessage()); // of certificates and alerts
    }
    return "the exchange failed (" + failure.getClass().getSimpleName() + ")";
  }

  private static String printable(String text) {
    String shown = text == null ? "" : text.replaceAll("\\p{Cntrl}", "?");
    return shown.substring(0, Math.min(shown.length(), SHOWN_CHARACTERS_MAX));
  }

  private static void fail(CompletableFuture<AuthGrant> answer, String reason) {
    answer.completeExceptionally(new AuthFailure(reason));
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static ExecutorService workers() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            WORKER_IDLE_MAX.toSeconds(),
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads("herald-auth"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger last = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + last.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Asks no more. Whoever still waits should have cancelled. */
  @Override
  public void close() {
    timer.shutdownNow();
    workers.shutdown();
  }
}
