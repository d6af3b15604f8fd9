package io.herald.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no HTTP request: the status with {@code INVALID_REQUEST}, nothing of the input,
 * and nothing in the log, because anybody can send it. Named in reference.conf.
 */
public final class MalformedRequests extends ParsingErrorHandler {
  /** What Akka says to a method that is not one of HTTP's own; nsqd has 405 for any method. */
  private static final int UNKNOWN_METHOD = 501;

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    return status.intValue() == UNKNOWN_METHOD
        ? Answer.error(new HttpError(405, "METHOD_NOT_ALLOWED"))
        : Answer.error(new HttpError(status.intValue(), "INVALID_REQUEST"));
  }
}
