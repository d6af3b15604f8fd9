package io.herald.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.seek.ChannelSeek;
import io.herald.broker.seek.Position;
import io.herald.broker.seek.SeekTarget;
import io.herald.broker.seek.Sought;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/**
 * Replay: /channel/seek, /channel/create with a beginning in history, and Youzan's
 * /channel/setoffset.
 */
final class SeekRoutes {
  private static final int BODY_BYTES_MAX = 256;

  private final HttpRuntime runtime;
  private final Broker broker;
  private final ChannelSeek seek;

  SeekRoutes(HttpRuntime runtime, Broker broker) {
    this.runtime = runtime;
    this.broker = broker;
    this.seek = new ChannelSeek(broker);
  }

  /** Without {@code from} as in nsqd: it begins with the next message, and may be there. */
  CompletionStage<HttpResponse> create(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    ChannelName channel = exchange.channel();
    Optional<String> from = exchange.query().find("from");
    if (from.isEmpty()) {
      return broker
          .createChannel(topic, channel)
          .thenApplyAsync(done -> Answer.done(), runtime.executor());
    }
    return seek.create(topic, channel, SeekParameter.parse("from", from.get()))
        .thenApplyAsync(
            positions -> Answer.json(GoJson.write(json -> write(topic, channel, positions, json))),
            runtime.executor());
  }

  CompletionStage<HttpResponse> seek(Exchange exchange) {
    String to = exchange.query().find("to").orElseThrow(() -> SeekParameter.invalid("to"));
    return seek(exchange, SeekParameter.parse("to", to));
  }

  /** The target is the body. */
  CompletionStage<HttpResponse> setOffset(Exchange exchange) {
    return exchange
        .body(BODY_BYTES_MAX, new HttpError(413, "BODY_TOO_BIG"))
        .thenCompose(
            body ->
                seek(exchange, SeekParameter.ofYouzan(new String(body, StandardCharsets.UTF_8))));
  }

  private CompletionStage<HttpResponse> seek(Exchange exchange, SeekTarget target) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    ChannelName channel = exchange.channel();
    boolean dryRun = exchange.query().isTrue("dry_run");
    return seek.seek(topic, channel, target, partition(exchange.query(), target), dryRun)
        .thenApplyAsync(
            sought ->
                Answer.json(GoJson.write(json -> write(topic, channel, dryRun, sought, json))),
            runtime.executor());
  }

  /** Only an offset differs from partition to partition in what it means. */
  private static int partition(QueryParameters query, SeekTarget target) {
    Optional<String> asked = query.find("partition");
    if (asked.isEmpty()) {
      return PartitionRequest.ALL;
    }
    int partition = asked.get().matches("[0-9]{1,5}") ? Integer.parseInt(asked.get()) : -1;
    if (partition < 0 || partition > MessageId.PARTITION_MAX) {
      throw new HttpError(400, "partition: must be 0 to " + MessageId.PARTITION_MAX);
    }
    if (target.kind() == SeekTarget.Kind.MESSAGE) {
      throw new HttpError(400, "partition: an id names its partition itself");
    }
    return partition;
  }

  private static void write(
      TopicName topic,
      ChannelName channel,
      boolean dryRun,
      SortedMap<Integer, Sought> all,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeStringField("channel", channel.value());
    json.writeBooleanField("dry_run", dryRun);
    json.writeNumberField("replayed", sum(all, Sought::replayed));
    json.writeNumberField("skipped", sum(all, Sought::skipped));
    json.writeNumberField("dropped", sum(all, Sought::dropped));
    json.writeArrayFieldStart("partitions");
    for (Map.Entry<Integer, Sought> entry : all.entrySet()) {
      Sought sought = entry.getValue();
      json.writeStartObject();
      json.writeNumberField("partition", entry.getKey());
      json.writeNumberField("was", sought.was());
      json.writeNumberField("offset", sought.offset());
      json.writeNumberField("end", sought.end());
      json.writeNumberField("replayed", sought.replayed());
      json.writeNumberField("skipped", sought.skipped());
      json.writeNumberField("dropped", sought.dropped());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static long sum(SortedMap<Integer, Sought> all, ToLongFunction<Sought> count) {
    return all.values().stream().mapToLong(count).sum();
  }

  private static void write(
      TopicName topic, ChannelName channel, SortedMap<Integer, Position> all, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeStringField("channel", channel.value());
    json.writeArrayFieldStart("partitions");
    for (Map.Entry<Integer, Position> entry : all.entrySet()) {
      Position position = entry.getValue();
      json.writeStartObject();
      json.writeNumberField("partition", entry.getKey());
      json.writeNumberField("offset", position.offset());
      JsonTime.writeNanos(json, "time", position.nanos());
      json.writeNumberField("first", position.first());
      JsonTime.writeNanos(json, "first_time", position.firstNanos());
      json.writeNumberField("end", position.end());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
