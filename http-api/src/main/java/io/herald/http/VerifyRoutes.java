package io.herald.http;

import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.inspect.BookDifference;
import io.herald.broker.inspect.ChannelBooks;
import io.herald.broker.inspect.CheckBooks;
import io.herald.broker.inspect.PartitionBooks;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Whether the books of channels balance: of one topic, or of all that this node knows. */
final class VerifyRoutes {
  private final Broker broker;
  private final HttpRuntime runtime;

  private VerifyRoutes(Broker broker, HttpRuntime runtime) {
    this.broker = broker;
    this.runtime = runtime;
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    routes.add("GET", "/verify", READ_TOPIC, new VerifyRoutes(broker, runtime)::verify);
  }

  private CompletionStage<HttpResponse> verify(Exchange exchange) {
    CompletionStage<SortedMap<TopicName, Map<Integer, PartitionBooks>>> books =
        exchange.query().find("topic").isPresent()
            ? of(exchange.topic("INVALID_ARG_TOPIC"))
            : ofAll();
    return books.thenApplyAsync(
        all -> Answer.json(GoJson.write(json -> write(json, all))), runtime.executor());
  }

  private CompletionStage<SortedMap<TopicName, Map<Integer, PartitionBooks>>> of(TopicName topic) {
    return broker
        .ask(topic, new CheckBooks())
        .thenApply(answers -> new TreeMap<>(Map.of(topic, answers.as(PartitionBooks.class))));
  }

  /** One topic after the other, so that the others are not held up. */
  private CompletionStage<SortedMap<TopicName, Map<Integer, PartitionBooks>>> ofAll() {
    CompletionStage<SortedMap<TopicName, Map<Integer, PartitionBooks>>> books =
        CompletableFuture.completedFuture(new TreeMap<>());
    for (TopicName topic : List.copyOf(broker.stats().topics().keySet())) {
      books =
          books.thenCompose(
              sofar ->
                  of(topic)
                      .exceptionally(VerifyRoutes::nothingIfDeleted)
                      .thenApply(
                          more -> {
                            sofar.putAll(more);
                            return sofar;
                          }));
    }
    return books;
  }

  private static SortedMap<TopicName, Map<Integer, PartitionBooks>> nothingIfDeleted(
      Throwable failure) {
    if (HttpError.rootOf(failure) instanceof BrokerException refusal
        && refusal.reason() == Reason.TOPIC_NOT_FOUND) {
      return new TreeMap<>();
    }
    throw failure instanceof CompletionException wrapped
        ? wrapped
        : new CompletionException(failure);
  }

  private static void write(
      JsonGenerator json, SortedMap<TopicName, Map<Integer, PartitionBooks>> topics)
      throws IOException {
    boolean isBalanced =
        topics.values().stream()
            .flatMap(partitions -> partitions.values().stream())
            .flatMap(partition -> partition.channels().stream())
            .allMatch(channel -> channel.differences().isEmpty());
    json.writeStartObject();
    json.writeBooleanField("balanced", isBalanced);
    json.writeArrayFieldStart("topics");
    for (Map.Entry<TopicName, Map<Integer, PartitionBooks>> topic : topics.entrySet()) {
      json.writeStartObject();
      json.writeStringField("topic", topic.getKey().value());
      json.writeArrayFieldStart("partitions");
      for (Map.Entry<Integer, PartitionBooks> partition : topic.getValue().entrySet()) {
        write(json, partition.getKey(), partition.getValue());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, int index, PartitionBooks partition)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", index);
    json.writeNumberField("first_offset", partition.firstOffset());
    json.writeNumberField("end_offset", partition.tail());
    json.writeArrayFieldStart("channels");
    for (ChannelBooks channel : partition.channels()) {
      json.writeStartObject();
      json.writeStringField("channel", channel.channel().value());
      json.writeNumberField("from_offset", channel.from());
      json.writeNumberField("published", partition.tail() - channel.from());
      json.writeNumberField("finished", channel.finished());
      json.writeNumberField("dropped", channel.dropped());
      json.writeNumberField("ready", channel.ready());
      json.writeNumberField("in_flight", channel.inFlight());
      json.writeNumberField("deferred", channel.deferred());
      json.writeNumberField("burying", channel.burying());
      json.writeNumberField("dead_lettered", channel.deadLettered());
      json.writeNumberField("expired", channel.expired());
      json.writeNumberField("skipped", channel.skipped());
      json.writeNumberField("held", partition.tail() - channel.readableTo());
      json.writeStringField("cursor", channel.cursor().name().toLowerCase(Locale.ROOT));
      json.writeArrayFieldStart("differences");
      for (BookDifference difference : channel.differences()) {
        write(json, difference);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, BookDifference difference) throws IOException {
    json.writeStartObject();
    json.writeStringField("what", difference.what());
    json.writeNumberField("messages", difference.messages());
    json.writeArrayFieldStart("offsets");
    for (BookDifference.Range range : difference.ranges()) {
      json.writeString(range.first() + ".." + range.last());
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
