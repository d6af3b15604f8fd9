package io.herald.http;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.http.javadsl.model.AttributeKeys;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.herald.broker.tls.CertificateSubject;
import io.herald.config.HttpAuth;
import io.herald.http.access.Caller;
import io.herald.http.access.CallerFile;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import javax.security.auth.x500.X500Principal;

/**
 * Asks each caller who he is and lets him in, or not: 401 to whoever has no token that is known,
 * 403 to whoever is known and may not. Certificates have been verified by TLS before anybody gets
 * here, and only their subject is looked up.
 */
public final class HttpGate implements AutoCloseable {
  /** Lets everybody in, as nsqd does. */
  public static final HttpGate OPEN = new HttpGate(null, () -> 0, null);

  private static final String INTERVAL = "herald.http.auth-file-interval";
  private static final String SCHEME = "Bearer ";

  private final CallerFile file;
  private final IntSupplier httpsPort;
  private final Cancellable watch;

  private HttpGate(CallerFile file, IntSupplier httpsPort, Cancellable watch) {
    this.file = file;
    this.httpsPort = httpsPort;
    this.watch = watch;
  }

  /**
   * Lets only the callers of a file in, and begins to watch it; without one, everybody.
   *
   * @param httpsPort told to those who need TLS to show a certificate
   */
  public static HttpGate start(
      ActorSystem<?> system, Optional<CallerFile> callers, IntSupplier httpsPort) {
    if (callers.isEmpty()) {
      return OPEN;
    }
    CallerFile file = callers.get();
    Duration interval = system.settings().config().getDuration(INTERVAL);
    Cancellable watch =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                interval,
                interval,
                file::reloadIfChanged,
                system.dispatchers().lookup(DispatcherSelector.blocking()));
    return new HttpGate(file, httpsPort, watch);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.cancel();
    }
  }

  boolean isOpen() {
    return file == null;
  }

  /** The answer to who may not pass; nothing if he may, and then the exchange knows him. */
  Optional<HttpResponse> refusal(Exchange exchange, Access access) {
    if (access == Access.OPEN) {
      return Optional.empty();
    }
    return file.auth() == HttpAuth.TOKEN
        ? refusalOfToken(exchange, access)
        : refusalOfCertificate(exchange, access);
  }

  private Optional<HttpResponse> refusalOfToken(Exchange exchange, Access access) {
    Optional<Caller> caller = tokenOf(exchange.request()).flatMap(file.callers()::ofToken);
    return caller.isEmpty()
        ? refuse("", exchange, Answer.unauthorized())
        : refusalOf(caller.get(), exchange, access);
  }

  private Optional<HttpResponse> refusalOfCertificate(Exchange exchange, Access access) {
    Optional<X500Principal> subject = subjectOf(exchange.request());
    if (subject.isEmpty()) {
      return refuse("", exchange, Answer.tlsRequired(httpsPort.getAsInt()));
    }
    Optional<Caller> caller = file.callers().ofSubject(subject.get());
    return caller.isEmpty()
        ? refuse(subject.get().getName(), exchange, Answer.forbidden())
        : refusalOf(caller.get(), exchange, access);
  }

  private static Optional<HttpResponse> refusalOf(Caller caller, Exchange exchange, Access access) {
    exchange.caller(caller);
    String topic = caller.isLimited() ? exchange.queryOrEmpty("topic") : "";
    return access.isGranted(caller, topic)
        ? Optional.empty()
        : refuse(caller.name(), exchange, Answer.forbidden());
  }

  private static Optional<HttpResponse> refuse(String who, Exchange exchange, HttpResponse answer) {
    AuditLog.refused(who, exchange, answer.status().intValue());
    return Optional.of(answer);
  }

  private static Optional<String> tokenOf(HttpRequest request) {
    return request
        .getHeader("authorization")
        .map(header -> header.value().strip())
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> value.substring(SCHEME.length()).strip());
  }

  /** The subject of the client's own certificate; nothing without TLS. */
  private static Optional<X500Principal> subjectOf(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.sslSession)
        .flatMap(tls -> CertificateSubject.of(tls.getSession()));
  }
}
