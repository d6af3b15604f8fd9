package io.herald.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.herald.broker.Broker;
import io.herald.broker.Published;
import io.herald.config.BrokerSettings;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.Origin;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** /pub and /mpub, with nsqd's checks in nsqd's order. */
final class PublishRoutes {
  private static final String OK = "OK";
  private static final String KEY_HEADER = "Herald-Publish-Key";

  private final HttpRuntime runtime;
  private final Broker broker;
  private final BrokerSettings limits;
  private final IntakeBudget budget;

  PublishRoutes(HttpRuntime runtime, Broker broker, BrokerSettings limits) {
    this.runtime = runtime;
    this.broker = broker;
    this.limits = limits;
    this.budget = new IntakeBudget(limits.publishBudgetBytes(), runtime.executor());
  }

  CompletionStage<HttpResponse> pub(Exchange exchange) {
    HttpError tooBig = new HttpError(413, "MSG_TOO_BIG");
    long bytes = exchange.contentLength().orElse(limits.maxMsgSize());
    if (bytes > limits.maxMsgSize()) {
      throw tooBig;
    }
    return budget.spend(
        bytes,
        () ->
            exchange
                .body(limits.maxMsgSize(), tooBig)
                .thenCompose(body -> publish(exchange, body))
                .thenApplyAsync(PublishRoutes::answer, runtime.executor()));
  }

  private CompletionStage<Published> publish(Exchange exchange, byte[] body) {
    if (body.length == 0) {
      throw new HttpError(400, "MSG_EMPTY");
    }
    TopicName topic = exchange.topic("INVALID_TOPIC");
    return broker.publish(
        topic, key(exchange), List.of(body), deferMillis(exchange.query()), origin(exchange));
  }

  /** Who publishes, and under which key if there is one. */
  private static Origin origin(Exchange exchange) {
    Origin origin = Origin.of(exchange.remoteAddress());
    Optional<String> key = exchange.request().getHeader(KEY_HEADER).map(HttpHeader::value);
    if (key.isEmpty()) {
      return origin;
    }
    if (!PublishKey.isValid(key.get())) {
      throw new HttpError(400, "INVALID_PUBLISH_KEY - " + KEY_HEADER + " is " + PublishKey.RULE);
    }
    return origin.once(PublishKey.of(key.get()));
  }

  private static HttpResponse answer(Published published) {
    HttpResponse ok =
        Answer.text(OK)
            .addHeader(
                RawHeader.create("Herald-Message-Id", MessageId.toString(published.firstId())));
    return published.isRepeat() ? ok.addHeader(RawHeader.create("Herald-Duplicate", "true")) : ok;
  }

  CompletionStage<HttpResponse> mpub(Exchange exchange) {
    long bytes = exchange.contentLength().orElse(limits.maxBodySize());
    if (bytes > limits.maxBodySize()) {
      throw new HttpError(413, "BODY_TOO_BIG");
    }
    TopicName topic = exchange.topic("INVALID_TOPIC");
    long deferMillis = deferMillis(exchange.query());
    boolean binary = exchange.query().flag("binary", false);
    long heldMax = MessageIntake.ATOMIC_BYTES + MessageIntake.PIECE_BYTES;
    long held = binary ? bytes : Math.min(bytes, heldMax);
    String key = key(exchange);
    Origin origin = origin(exchange);
    return budget.spend(
        held, () -> intake(exchange, topic, key, deferMillis, origin, splitter(binary, held)));
  }

  private CompletionStage<HttpResponse> intake(
      Exchange exchange,
      TopicName topic,
      String key,
      long deferMillis,
      Origin origin,
      MessageSplitter splitter) {
    MessageIntake intake =
        new MessageIntake(
            broker,
            runtime.executor(),
            topic,
            key,
            deferMillis,
            origin,
            splitter,
            limits.maxBodySize());
    return exchange
        .read(intake::accept)
        .thenCompose(done -> intake.finish())
        .handleAsync((done, failure) -> answer(intake, failure), runtime.executor());
  }

  private MessageSplitter splitter(boolean binary, long expectedBytes) {
    BodyBuffer messages = new BodyBuffer((int) Math.min(expectedBytes, MessageIntake.PIECE_BYTES));
    return binary
        ? new BinarySplitter(messages, limits.maxMsgSize(), limits.maxBodySize())
        : new TextSplitter(messages, limits.maxMsgSize());
  }

  /**
   * An error after some pieces says how many messages are published, so that none is sent twice.
   */
  private static HttpResponse answer(MessageIntake intake, Throwable failure) {
    if (failure == null) {
      return intake.first().map(PublishRoutes::answer).orElseGet(() -> Answer.text(OK));
    }
    HttpResponse refused = Answer.error(HttpError.of(failure));
    return intake.published() == 0
        ? refused
        : refused.addHeader(
            RawHeader.create("X-Herald-Published", Long.toString(intake.published())));
  }

  /** Messages with the same key go to the same partition. */
  private static String key(Exchange exchange) {
    return exchange.query().find("key").orElse("");
  }

  private long deferMillis(QueryParameters query) {
    HttpError invalid = new HttpError(400, "INVALID_DEFER");
    try {
      long millis = Long.parseLong(query.find("defer").orElse("0"));
      if (millis < 0 || millis > limits.maxDeferTimeout().toMillis()) {
        throw invalid;
      }
      return millis;
    } catch (NumberFormatException notANumber) {
      throw invalid;
    }
  }
}
