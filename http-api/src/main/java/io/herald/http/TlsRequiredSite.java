package io.herald.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/**
 * Plain HTTP where TLS is required: every request, /ping too, is 403 with the port of HTTPS (nsqd,
 * http.go, ServeHTTP).
 *
 * @param httpsPort asked at each request, because it is known only when it is bound
 */
public record TlsRequiredSite(HttpRuntime runtime, IntSupplier httpsPort) implements HttpSite {
  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    return new Exchange(request, runtime, "")
        .drainRest()
        .handle((done, failure) -> Answer.tlsRequired(httpsPort.getAsInt()));
  }
}
