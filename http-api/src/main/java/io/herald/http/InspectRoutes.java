package io.herald.http;

import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.inspect.ChannelPeek;
import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.inspect.DescribeHistory;
import io.herald.broker.inspect.HistoryRange;
import io.herald.broker.inspect.MessageTrace;
import io.herald.broker.inspect.PeekChannel;
import io.herald.broker.inspect.PeekState;
import io.herald.broker.inspect.TraceMessage;
import io.herald.broker.request.PartitionAnswer;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Looking at messages: where one is, and which ones a channel has in a state. */
final class InspectRoutes {
  private static final int LIMIT_DEFAULT = 10;

  private final Broker broker;
  private final HttpRuntime runtime;

  private InspectRoutes(Broker broker, HttpRuntime runtime) {
    this.broker = broker;
    this.runtime = runtime;
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    InspectRoutes inspect = new InspectRoutes(broker, runtime);
    routes
        .add("GET", "/message/trace", READ_TOPIC, inspect::trace)
        .add("GET", "/channel/peek", READ_TOPIC, inspect::peek);
  }

  private CompletionStage<HttpResponse> trace(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    long id = MessageIdParameter.of(exchange.query());
    int bodyBytes = MessageJson.bodyBytes(exchange.query());
    return broker
        .ask(topic, new TraceMessage(id, bodyBytes))
        .thenApply(answers -> answers.as(PartitionAnswer.class).get(MessageId.partition(id)))
        .exceptionally(InspectRoutes::noSuchPartition)
        .thenComposeAsync(
            answer ->
                answer instanceof MessageTrace found
                    ? CompletableFuture.completedFuture(Answer.json(json(topic, found)))
                    : notFound(topic, id),
            runtime.executor());
  }

  /** An id of a partition that the topic does not have is unknown like any other. */
  private static PartitionAnswer noSuchPartition(Throwable failure) {
    if (HttpError.rootOf(failure) instanceof BrokerException refusal
        && refusal.reason() == Reason.PARTITION_NOT_FOUND) {
      return null;
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }

  private CompletionStage<HttpResponse> notFound(TopicName topic, long id) {
    return broker
        .ask(topic, new DescribeHistory())
        .thenApplyAsync(
            answers -> {
              Map<Integer, HistoryRange> history = answers.as(HistoryRange.class);
              HttpError error =
                  new HttpError(
                      404,
                      "MESSAGE_NOT_FOUND - no message %s in topic %s; history says what there is"
                          .formatted(MessageId.toString(id), topic));
              return Answer.error(error, json -> writeHistory(json, history));
            },
            runtime.executor());
  }

  private static void writeHistory(JsonGenerator json, Map<Integer, HistoryRange> history)
      throws IOException {
    json.writeArrayFieldStart("history");
    for (Map.Entry<Integer, HistoryRange> each : history.entrySet()) {
      HistoryRange partition = each.getValue();
      json.writeStartObject();
      json.writeNumberField("partition", each.getKey());
      json.writeNumberField("first_offset", partition.firstOffset());
      json.writeNumberField("end_offset", partition.tail());
      if (partition.firstNanos() > 0) {
        JsonTime.writeNanos(json, "first_published_at", partition.firstNanos());
        JsonTime.writeNanos(json, "last_published_at", partition.lastNanos());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static byte[] json(TopicName topic, MessageTrace trace) {
    return GoJson.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("topic", topic.value());
          MessageJson.writeStored(json, trace.message());
          json.writeArrayFieldStart("channels");
          for (ChannelTrace channel : trace.channels()) {
            json.writeStartObject();
            json.writeStringField("channel", channel.channel().value());
            MessageJson.writeState(json, channel);
            MessageJson.writeTimeline(json, channel);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private CompletionStage<HttpResponse> peek(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    PeekState state = state(exchange);
    int limit = limit(exchange);
    PeekChannel peek =
        new PeekChannel(exchange.channel(), state, limit, MessageJson.bodyBytes(exchange.query()));
    return broker
        .ask(topic, peek)
        .thenApplyAsync(
            answers ->
                Answer.json(json(peek, new ArrayList<>(answers.as(ChannelPeek.class).values()))),
            runtime.executor());
  }

  /** The first ones of all partitions together. */
  private static byte[] json(PeekChannel peek, List<ChannelPeek> partitions) {
    List<ChannelPeek.Entry> entries = new ArrayList<>();
    partitions.forEach(partition -> entries.addAll(partition.entries()));
    if (partitions.size() > 1) {
      entries.sort(order(peek.state()));
    }
    return GoJson.write(
        json -> {
          json.writeStartObject();
          json.writeStringField("channel", peek.channel().value());
          json.writeArrayFieldStart("messages");
          for (ChannelPeek.Entry entry :
              entries.subList(0, Math.min(entries.size(), peek.limit()))) {
            json.writeStartObject();
            MessageJson.writeStored(json, entry.message());
            MessageJson.writeState(json, entry.trace());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeBooleanField(
              "truncated", partitions.stream().anyMatch(ChannelPeek::isTruncated));
          json.writeEndObject();
        });
  }

  private static Comparator<ChannelPeek.Entry> order(PeekState state) {
    return state == PeekState.DEFERRED
        ? Comparator.comparingLong(entry -> entry.trace().untilMillis())
        : Comparator.comparingLong(entry -> entry.message().timestampNanos());
  }

  private static PeekState state(Exchange exchange) {
    return switch (exchange.query().find("state").orElse("ready")) {
      case "ready" -> PeekState.READY;
      case "inflight" -> PeekState.INFLIGHT;
      case "deferred" -> PeekState.DEFERRED;
      case "dead" -> PeekState.DEAD;
      default ->
          throw new HttpError(
              400, "INVALID_ARG_STATE - state is one of ready, inflight, deferred, dead");
    };
  }

  private static int limit(Exchange exchange) {
    return exchange.query().number("limit", 1, PeekChannel.LIMIT_MAX).orElse(LIMIT_DEFAULT);
  }
}
