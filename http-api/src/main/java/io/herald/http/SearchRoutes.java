package io.herald.http;

import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.search.MessageFilter;
import io.herald.broker.search.SearchFound;
import io.herald.broker.search.SearchMessages;
import io.herald.broker.seek.SeekTarget;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** Looking for messages by time and by what is in them, within bounds. */
final class SearchRoutes {
  private static final int LIMIT_DEFAULT = 100;
  private static final int PARTITION_MAX = 1023;
  private static final int TEXT_MAX = 4096;

  private final Broker broker;
  private final HttpRuntime runtime;
  private final long scanBytesMax;

  private SearchRoutes(Broker broker, HttpRuntime runtime, long scanBytesMax) {
    this.broker = broker;
    this.runtime = runtime;
    this.scanBytesMax = scanBytesMax;
  }

  /**
   * Adds the endpoint.
   *
   * @param scanBytesMax how much of a partition one request may look at
   */
  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime, long scanBytesMax) {
    SearchRoutes search = new SearchRoutes(broker, runtime, scanBytesMax);
    routes.add("GET", "/message/search", READ_TOPIC, search::search);
  }

  private CompletionStage<HttpResponse> search(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    SearchMessages search = request(exchange.query());
    return broker
        .ask(topic, search)
        .thenApplyAsync(
            answers -> {
              SortedMap<Integer, SearchFound> found = answers.as(SearchFound.class);
              return Answer.json(GoJson.write(json -> write(json, topic, found)));
            },
            runtime.executor());
  }

  private SearchMessages request(QueryParameters query) {
    return new SearchMessages(
        (int) number(query, "partition", 0, PARTITION_MAX, PartitionRequest.ALL),
        query.find("from").map(SearchRoutes::from).orElse(SeekTarget.BEGINNING),
        query
            .find("to")
            .map(text -> SeekParameter.moment("to", text).nanos())
            .orElse(Long.MAX_VALUE),
        filter(query),
        (int) number(query, "limit", 1, SearchMessages.LIMIT_MAX, LIMIT_DEFAULT),
        number(query, "scan", 1, scanBytesMax, scanBytesMax),
        MessageJson.bodyBytes(query));
  }

  /** A time, or a place as for a seek. */
  private static SeekTarget from(String text) {
    return text.matches("[0-9].*")
        ? SeekParameter.moment("from", text)
        : SeekParameter.parse("from", text);
  }

  private static MessageFilter filter(QueryParameters query) {
    String contains = text(query, "contains");
    String field = text(query, "field");
    String value = text(query, "value");
    if (field.isEmpty() != query.find("value").isEmpty()) {
      throw new HttpError(400, "field, value: must be given together, as field=a.b&value=V");
    }
    return new MessageFilter(contains, field, value);
  }

  private static String text(QueryParameters query, String name) {
    String text = query.find(name).orElse("");
    if (text.length() > TEXT_MAX) {
      throw new HttpError(400, name + ": must be at most " + TEXT_MAX + " characters");
    }
    return text;
  }

  private static long number(
      QueryParameters query, String name, long min, long max, long whenAbsent) {
    if (query.find(name).isEmpty()) {
      return whenAbsent;
    }
    String text = query.find(name).get();
    if (text.matches("[0-9]{1,18}")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw new HttpError(400, name + ": must be a number from " + min + " to " + max);
  }

  private static void write(
      JsonGenerator json, TopicName topic, SortedMap<Integer, SearchFound> partitions)
      throws IOException {
    List<StoredMessage> hits =
        partitions.values().stream()
            .flatMap(found -> found.hits().stream())
            .sorted(Comparator.comparingLong(StoredMessage::timestampNanos))
            .toList();
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeBooleanField(
        "complete", partitions.values().stream().allMatch(SearchFound::isComplete));
    json.writeArrayFieldStart("messages");
    for (StoredMessage hit : hits) {
      json.writeStartObject();
      MessageJson.writeStored(json, hit);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("looked_at");
    for (Map.Entry<Integer, SearchFound> each : partitions.entrySet()) {
      write(json, each.getKey(), each.getValue());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, int partition, SearchFound found)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", partition);
    json.writeNumberField("from_offset", found.fromOffset());
    json.writeNumberField("next_offset", found.nextOffset());
    JsonTime.writeNanos(json, "from_time", found.firstNanos());
    JsonTime.writeNanos(json, "to_time", found.lastNanos());
    json.writeNumberField("messages", found.messages());
    json.writeNumberField("bytes", found.bytes());
    json.writeBooleanField("complete", found.isComplete());
    json.writeEndObject();
  }
}
