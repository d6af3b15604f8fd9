package io.herald.http;

import static io.herald.http.Access.ADMIN_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.redrive.Redrive;
import io.herald.broker.redrive.RedriveFilter;
import io.herald.broker.redrive.RedriveOutcome;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sending dead letters back: /channel/redrive. */
final class DeadLetterRoutes {
  private static final int LIMIT_DEFAULT = 1000;

  private final HttpRuntime runtime;
  private final Redrive redrive;

  private DeadLetterRoutes(Broker broker, HttpRuntime runtime) {
    this.runtime = runtime;
    this.redrive = new Redrive(broker);
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    DeadLetterRoutes dead = new DeadLetterRoutes(broker, runtime);
    routes.add("POST", "/channel/redrive", ADMIN_TOPIC, dead::redrive);
  }

  private CompletionStage<HttpResponse> redrive(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    ChannelName channel = exchange.channel();
    QueryParameters query = exchange.query();
    boolean isDryRun = query.isTrue("dry_run");
    int limit = query.number("limit", 1, Redrive.LIMIT_MAX).orElse(LIMIT_DEFAULT);
    Optional<Long> id =
        query.find("id").isPresent() ? Optional.of(MessageIdParameter.of(query)) : Optional.empty();
    RedriveFilter filter = new RedriveFilter(id, query.find("contains"));
    return redrive
        .run(topic, channel, filter, limit, isDryRun)
        .thenApplyAsync(
            outcome ->
                Answer.json(GoJson.write(json -> write(topic, channel, isDryRun, outcome, json))),
            runtime.executor());
  }

  private static void write(
      TopicName topic,
      ChannelName channel,
      boolean isDryRun,
      RedriveOutcome outcome,
      JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    json.writeStringField("channel", channel.value());
    json.writeStringField("dead_letter_topic", outcome.deadLetterTopic().value());
    json.writeBooleanField("dry_run", isDryRun);
    json.writeNumberField("redriven", outcome.redriven());
    json.writeNumberField("left", outcome.left());
    json.writeBooleanField("more", outcome.more());
    json.writeEndObject();
  }
}
