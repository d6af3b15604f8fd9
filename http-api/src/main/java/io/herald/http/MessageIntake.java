package io.herald.http;

import akka.Done;
import akka.util.ByteString;
import io.herald.broker.Broker;
import io.herald.broker.Published;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Publishes the body of one /mpub. A body of up to {@link #ATOMIC_BYTES} of messages is one
 * publish: all or nothing. A longer one is cut into publishes of about {@link #PIECE_BYTES}, one
 * after the other, so that memory stays bounded; a text is published while it arrives, and if it is
 * refused half-way, what came before stays published. A longer one with a publish key is refused:
 * nobody could say what a repeat of it repeats.
 */
final class MessageIntake {
  /** nsqd's default max-body-size: what fits there is never cut. */
  static final int ATOMIC_BYTES = 5 << 20;

  static final int PIECE_BYTES = 1 << 20;

  private static final CompletionStage<Done> DONE =
      CompletableFuture.completedFuture(Done.getInstance());

  private final Broker broker;
  private final Executor executor;
  private final TopicName topic;
  private final String key;
  private final long deferMillis;
  private final Origin origin;
  private final MessageSplitter splitter;
  private final long bodyBytesMax;
  private long bodyBytes;
  private long published;
  private Published first; // null = nothing is published
  private HttpError refusal;

  MessageIntake(
      Broker broker,
      Executor executor,
      TopicName topic,
      String key,
      long deferMillis,
      Origin origin,
      MessageSplitter splitter,
      long bodyBytesMax) {
    this.broker = broker;
    this.executor = executor;
    this.topic = topic;
    this.key = key;
    this.deferMillis = deferMillis;
    this.origin = origin;
    this.splitter = splitter;
    this.bodyBytesMax = bodyBytesMax;
  }

  /** Takes a piece of the body. What follows a refusal is read and dropped. */
  CompletionStage<Done> accept(ByteString chunk) {
    if (refusal != null) {
      return DONE;
    }
    byte[] bytes = chunk.toArrayUnsafe();
    int allowed = (int) Math.min(bytes.length, bodyBytesMax - bodyBytes);
    bodyBytes += bytes.length;
    try {
      splitter.feed(bytes, allowed);
      if (bodyBytes > bodyBytesMax) {
        throw new HttpError(413, "BODY_TOO_BIG");
      }
    } catch (HttpError broken) {
      refusal = broken;
      return DONE;
    }
    if (isTooLongForOnce()) {
      refusal = tooLongForOnce();
      return DONE;
    }
    int limit = published == 0 ? ATOMIC_BYTES : PIECE_BYTES;
    return splitter.mayPublishEarly() && splitter.messages().closedBytes() > limit
        ? publish(splitter.messages().take())
        : DONE;
  }

  /** The body is over: publishes the rest, or fails with the refusal. */
  CompletionStage<Done> finish() {
    if (refusal == null) {
      try {
        splitter.end();
      } catch (HttpError early) {
        refusal = early;
      }
    }
    if (refusal == null && isTooLongForOnce()) {
      refusal = tooLongForOnce();
    }
    boolean whole = published == 0 && splitter.messages().closedBytes() <= ATOMIC_BYTES;
    CompletionStage<Done> rest =
        refusal != null ? DONE : publishRest(splitter.messages().take(), whole);
    return rest.thenCompose(
        done -> refusal == null ? DONE : CompletableFuture.failedStage(refusal));
  }

  private boolean isTooLongForOnce() {
    return origin.key().isPresent() && splitter.messages().closedBytes() > ATOMIC_BYTES;
  }

  private static HttpError tooLongForOnce() {
    return new HttpError(
        413, "BODY_TOO_BIG - with a publish key up to " + ATOMIC_BYTES + " bytes of messages");
  }

  /** What has become of the first messages; empty if there were none. */
  Optional<Published> first() {
    return Optional.ofNullable(first);
  }

  /** How many messages are published, even if the rest is refused. */
  long published() {
    return published;
  }

  private CompletionStage<Done> publishRest(List<byte[]> messages, boolean whole) {
    if (messages.isEmpty()) {
      return published == 0 ? broker.createTopic(topic, 0, false) : DONE;
    }
    if (whole) {
      return publish(messages);
    }
    int end = 0;
    for (int bytes = 0; end < messages.size() && bytes < PIECE_BYTES; end++) {
      bytes += messages.get(end).length;
    }
    List<byte[]> others = messages.subList(end, messages.size());
    return publish(messages.subList(0, end))
        .thenCompose(
            done -> refusal != null || others.isEmpty() ? DONE : publishRest(others, false));
  }

  private CompletionStage<Done> publish(List<byte[]> messages) {
    return broker
        .publish(topic, key, messages, deferMillis, origin)
        .handleAsync(
            (stored, failure) -> {
              if (failure == null) {
                first = first == null ? stored : first;
                published += messages.size();
              } else {
                refusal = HttpError.of(failure);
              }
              return Done.getInstance();
            },
            executor);
  }
}
