package io.herald.http;

import io.herald.broker.BrokerException;
import java.util.concurrent.CompletionException;

/** A refusal with nsqd's status and code; no stack, because it is an answer and no crash. */
final class HttpError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  HttpError(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** What a failure of any kind is to the client; 500 for what nobody foresaw. */
  static HttpError of(Throwable failure) {
    Throwable cause = rootOf(failure);
    if (cause instanceof HttpError error) {
      return error;
    }
    if (cause instanceof BrokerException refusal) {
      return ofBroker(refusal);
    }
    return new HttpError(500, "INTERNAL_ERROR");
  }

  static Throwable rootOf(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? rootOf(failure.getCause())
        : failure;
  }

  private static HttpError ofBroker(BrokerException refusal) {
    return switch (refusal.reason()) {
      case TOPIC_NOT_FOUND -> new HttpError(404, "TOPIC_NOT_FOUND");
      case CHANNEL_NOT_FOUND -> new HttpError(404, "CHANNEL_NOT_FOUND");
      case INVALID -> new HttpError(400, refusal.getMessage());
      case CHANNEL_EXISTS -> new HttpError(409, "CHANNEL_EXISTS");
      case PARTITION_NOT_FOUND -> new HttpError(404, refusal.getMessage());
      case NOT_ORDERED -> new HttpError(409, "TOPIC_NOT_ORDERED");
      case EXITING -> new HttpError(503, "EXITING");
        // nsqd has no word for these, so the reason itself is the message.
      case NOT_STORED, NOT_AVAILABLE, TOO_MANY_CONSUMERS ->
          new HttpError(503, refusal.getMessage());
    };
  }
}
