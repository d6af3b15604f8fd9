package io.herald.http;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import java.util.concurrent.CompletionStage;

/** The endpoints behind one address. */
@FunctionalInterface
public interface HttpSite {
  /** Answers one request; the stage does not fail. */
  CompletionStage<HttpResponse> handle(HttpRequest request);
}
