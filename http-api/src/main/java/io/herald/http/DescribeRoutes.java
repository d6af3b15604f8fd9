package io.herald.http;

import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.inspect.ChannelLag;
import io.herald.broker.inspect.DescribePartition;
import io.herald.broker.inspect.PartitionDescription;
import io.herald.broker.topic.Retention;
import io.herald.config.WhenFull;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;

/** What a topic has stored, on whatever nodes, and how far its channels are behind. */
final class DescribeRoutes {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Broker broker;
  private final HttpRuntime runtime;

  private DescribeRoutes(Broker broker, HttpRuntime runtime) {
    this.broker = broker;
    this.runtime = runtime;
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    routes.add("GET", "/topic/describe", READ_TOPIC, new DescribeRoutes(broker, runtime)::describe);
  }

  private CompletionStage<HttpResponse> describe(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    return broker
        .ask(topic, new DescribePartition())
        .thenApplyAsync(
            answers -> {
              SortedMap<Integer, PartitionDescription> partitions =
                  answers.as(PartitionDescription.class);
              long nowMillis = Instant.now().toEpochMilli();
              return Answer.json(GoJson.write(json -> write(json, topic, partitions, nowMillis)));
            },
            runtime.executor());
  }

  private static void write(
      JsonGenerator json,
      TopicName topic,
      SortedMap<Integer, PartitionDescription> byIndex,
      long nowMillis)
      throws IOException {
    Collection<PartitionDescription> partitions = byIndex.values();
    PartitionDescription first = byIndex.get(byIndex.firstKey());
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeBooleanField("paused", first.isPaused());
    writeSettings(json, first);
    json.writeNumberField(
        "messages", sum(partitions, each -> each.nextOffset() - each.firstOffset()));
    json.writeNumberField("bytes", sum(partitions, PartitionDescription::bytes));
    json.writeNumberField("held", sum(partitions, DescribeRoutes::held));
    json.writeArrayFieldStart("channels");
    for (List<ChannelLag> channel : channels(partitions).values()) {
      writeSum(json, channel, nowMillis);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("partitions");
    for (Map.Entry<Integer, PartitionDescription> each : byIndex.entrySet()) {
      write(json, each.getKey(), each.getValue(), nowMillis);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static <T> long sum(Collection<T> all, ToLongFunction<T> number) {
    return all.stream().mapToLong(number).sum();
  }

  /** Messages that the channels have not been given: the topic is paused, or has none. */
  private static long held(PartitionDescription partition) {
    return partition.nextOffset() - Math.max(partition.firstOffset(), partition.releasedTo());
  }

  /** What holds for each partition now, from the topic's settings and the node's. */
  private static void writeSettings(JsonGenerator json, PartitionDescription partition)
      throws IOException {
    Retention retention = partition.retention();
    json.writeObjectFieldStart("settings");
    json.writeNumberField("retention_age_ms", retention.ageMillis());
    json.writeNumberField("retention_bytes", retention.bytesMax());
    json.writeNumberField("limit_bytes", retention.limit().bytes());
    WhenFull whenFull = retention.limit().dropsOldest() ? WhenFull.DROP_OLDEST : WhenFull.REJECT;
    json.writeStringField("when_full", whenFull.toString());
    json.writeNumberField("ttl_ms", partition.ttlMillis());
    json.writeEndObject();
  }

  private static SortedMap<ChannelName, List<ChannelLag>> channels(
      Collection<PartitionDescription> partitions) {
    SortedMap<ChannelName, List<ChannelLag>> channels = new TreeMap<>();
    for (PartitionDescription partition : partitions) {
      for (ChannelLag channel : partition.channels()) {
        channels.computeIfAbsent(channel.channel(), name -> new ArrayList<>()).add(channel);
      }
    }
    return channels;
  }

  /** One channel over all partitions; its oldest message is the oldest of any. */
  private static void writeSum(JsonGenerator json, List<ChannelLag> parts, long nowMillis)
      throws IOException {
    long oldestNanos =
        parts.stream()
            .mapToLong(ChannelLag::oldestNanos)
            .filter(nanos -> nanos > 0)
            .min()
            .orElse(0);
    write(
        json,
        new ChannelLag(
            parts.get(0).channel(),
            parts.get(0).isPaused(),
            sum(parts, ChannelLag::depth),
            sum(parts, ChannelLag::inFlight),
            sum(parts, ChannelLag::deferred),
            sum(parts, ChannelLag::dropped),
            sum(parts, ChannelLag::messages),
            sum(parts, ChannelLag::bytes),
            oldestNanos),
        nowMillis);
  }

  private static void write(
      JsonGenerator json, int index, PartitionDescription partition, long nowMillis)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", index);
    json.writeNumberField("first_offset", partition.firstOffset());
    json.writeNumberField("next_offset", partition.nextOffset());
    json.writeNumberField("bytes", partition.bytes());
    json.writeNumberField("segments", partition.segments());
    json.writeNumberField("held", held(partition));
    JsonTime.writeNanos(json, "oldest_message_at", partition.oldestNanos());
    json.writeArrayFieldStart("channels");
    for (ChannelLag channel : partition.channels()) {
      write(json, channel, nowMillis);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ChannelLag channel, long nowMillis)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("channel", channel.channel().value());
    json.writeBooleanField("paused", channel.isPaused());
    json.writeNumberField("depth", channel.depth());
    json.writeNumberField("in_flight", channel.inFlight());
    json.writeNumberField("deferred", channel.deferred());
    json.writeNumberField("dropped", channel.dropped());
    json.writeNumberField("lag_messages", channel.messages());
    json.writeNumberField("lag_bytes", channel.bytes());
    if (channel.oldestNanos() == 0) {
      json.writeNullField("oldest_unfinished_age_ms");
    } else {
      long age = nowMillis - channel.oldestNanos() / NANOS_PER_MILLI;
      json.writeNumberField("oldest_unfinished_age_ms", Math.max(0, age));
    }
    json.writeEndObject();
  }
}
