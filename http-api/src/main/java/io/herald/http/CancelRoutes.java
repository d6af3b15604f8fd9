package io.herald.http;

import static io.herald.http.Access.ADMIN_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.cancel.CancelMessage;
import io.herald.broker.cancel.CancelOutcome;
import io.herald.broker.request.PartitionAnswer;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Cancelling a message that waits for its time: /channel/cancel. */
final class CancelRoutes {
  private final Broker broker;
  private final HttpRuntime runtime;

  private CancelRoutes(Broker broker, HttpRuntime runtime) {
    this.broker = broker;
    this.runtime = runtime;
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    CancelRoutes cancel = new CancelRoutes(broker, runtime);
    routes.add("POST", "/channel/cancel", ADMIN_TOPIC, cancel::cancel);
  }

  private CompletionStage<HttpResponse> cancel(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    ChannelName channel = exchange.channel();
    long id = MessageIdParameter.of(exchange.query());
    return broker
        .ask(topic, new CancelMessage(id, channel))
        .handleAsync(
            (answers, failure) -> {
              PartitionAnswer answer =
                  failure == null
                      ? answers.as(PartitionAnswer.class).get(MessageId.partition(id))
                      : noSuchPartition(failure);
              if (answer instanceof CancelOutcome outcome) {
                return answer(topic, channel, id, outcome);
              }
              throw notFound(topic, id);
            },
            runtime.executor());
  }

  /** An id of a partition that the topic does not have is unknown like any other. */
  private static PartitionAnswer noSuchPartition(Throwable failure) {
    if (HttpError.rootOf(failure) instanceof BrokerException refusal) {
      if (refusal.reason() == Reason.PARTITION_NOT_FOUND) {
        return null;
      }
      throw refusal;
    }
    throw new CompletionException(failure);
  }

  private static HttpError notFound(TopicName topic, long id) {
    String message = "MESSAGE_NOT_FOUND - no message %s in topic %s";
    return new HttpError(404, message.formatted(MessageId.toString(id), topic));
  }

  private static HttpResponse answer(
      TopicName topic, ChannelName channel, long id, CancelOutcome outcome) {
    if (!outcome.isCancelled()) {
      String state = outcome.before().state().name().toLowerCase(Locale.ROOT);
      String message = "MESSAGE_NOT_DEFERRED - message %s is %s in channel %s";
      throw new HttpError(404, message.formatted(MessageId.toString(id), state, channel));
    }
    return Answer.json(GoJson.write(json -> write(topic, channel, id, json)));
  }

  private static void write(TopicName topic, ChannelName channel, long id, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeStringField("channel", channel.value());
    json.writeStringField("id", MessageId.toString(id));
    json.writeBooleanField("cancelled", true);
    json.writeEndObject();
  }
}
