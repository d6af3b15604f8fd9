package io.herald.http;

import static io.herald.http.Access.ADMIN_TOPIC;
import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.ConfigShown;
import io.herald.broker.request.ShowConfig;
import io.herald.config.GivenSettings;
import io.herald.config.Setting;
import io.herald.config.SettingException;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What is set for one topic or one channel: /topic/config and /channel/config, and in short
 * /message/trace/enable.
 */
final class ConfigureRoutes {
  private final Broker broker;
  private final HttpRuntime runtime;

  private ConfigureRoutes(Broker broker, HttpRuntime runtime) {
    this.broker = broker;
    this.runtime = runtime;
  }

  static void addTo(RouteTable routes, Broker broker, HttpRuntime runtime) {
    ConfigureRoutes configure = new ConfigureRoutes(broker, runtime);
    routes
        .add("GET", "/topic/config", READ_TOPIC, configure::showTopic)
        .add("POST", "/topic/config", ADMIN_TOPIC, configure::changeTopic)
        .add("GET", "/channel/config", READ_TOPIC, configure::showChannel)
        .add("POST", "/channel/config", ADMIN_TOPIC, configure::changeChannel)
        .add("POST", "/message/trace/enable", ADMIN_TOPIC, configure::enableTrace)
        .add("POST", "/message/trace/disable", ADMIN_TOPIC, configure::disableTrace);
  }

  private CompletionStage<HttpResponse> showTopic(Exchange exchange) {
    return show(exchange.topic("INVALID_ARG_TOPIC"), Optional.empty());
  }

  private CompletionStage<HttpResponse> showChannel(Exchange exchange) {
    return show(exchange.topic("INVALID_ARG_TOPIC"), Optional.of(exchange.channel()));
  }

  private CompletionStage<HttpResponse> changeTopic(Exchange exchange) {
    return change(exchange, GivenSettings.TOPIC, Optional.empty());
  }

  private CompletionStage<HttpResponse> changeChannel(Exchange exchange) {
    return change(exchange, GivenSettings.CHANNEL, Optional.of(exchange.channel()));
  }

  /** Answers what is set then. */
  private CompletionStage<HttpResponse> change(
      Exchange exchange, GivenSettings settings, Optional<ChannelName> channel) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    ConfigChange change = new ConfigChange(channel, values(exchange.query(), settings));
    if (change.values().isEmpty()) {
      throw new HttpError(400, "name a setting to change: NAME=VALUE");
    }
    if (topic.value().equals(change.values().get("dead-letter-topic"))) {
      throw new HttpError(400, "dead-letter-topic: must be another topic than its channel's");
    }
    return broker.configure(topic, change).thenCompose(done -> show(topic, channel));
  }

  /** Of a topic, or of one channel; all messages, or one of so many. */
  private CompletionStage<HttpResponse> enableTrace(Exchange exchange) {
    String oneIn = exchange.query().find("one_in").orElse("1");
    if (!oneIn.matches("[0-9]{1,9}") || Integer.parseInt(oneIn) == 0) {
      throw new HttpError(400, "one_in: must be a whole number from 1 to 999999999");
    }
    return trace(exchange, oneIn);
  }

  private CompletionStage<HttpResponse> disableTrace(Exchange exchange) {
    return trace(exchange, "0");
  }

  private CompletionStage<HttpResponse> trace(Exchange exchange, String oneIn) {
    TopicName topic = exchange.topic("INVALID_ARG_TOPIC");
    Optional<ChannelName> channel =
        exchange.query().find("channel").map(name -> exchange.channel());
    ConfigChange change = new ConfigChange(channel, Map.of("trace-one-in", oneIn));
    return broker.configure(topic, change).thenCompose(done -> show(topic, channel));
  }

  /** Every parameter but topic and channel; an underscore in a name is as good as a dash. */
  private static Map<String, String> values(QueryParameters query, GivenSettings settings) {
    Map<String, String> values = new TreeMap<>();
    for (String parameter : query.names()) {
      if (parameter.equals("topic") || parameter.equals("channel")) {
        continue;
      }
      String name = parameter.replace('_', '-');
      String text = query.find(parameter).orElseThrow();
      try {
        values.put(name, settings.checkGiven(name, text));
      } catch (SettingException invalid) {
        throw new HttpError(400, invalid.getMessage());
      }
    }
    return values;
  }

  private CompletionStage<HttpResponse> show(TopicName topic, Optional<ChannelName> channel) {
    return broker
        .ask(topic, new ShowConfig())
        .thenApplyAsync(
            answers -> {
              ConfigShown shown = answers.as(ConfigShown.class).get(0);
              if (channel.isPresent() && !shown.channels().contains(channel.get())) {
                throw new HttpError(404, "CHANNEL_NOT_FOUND");
              }
              return Answer.json(GoJson.write(json -> write(topic, channel, shown, json)));
            },
            runtime.executor());
  }

  private static void write(
      TopicName topic, Optional<ChannelName> channel, ConfigShown shown, JsonGenerator json)
      throws IOException {
    Map<String, String> values = shown.values(channel);
    GivenSettings settings = channel.isPresent() ? GivenSettings.CHANNEL : GivenSettings.TOPIC;
    json.writeStartObject();
    json.writeStringField("topic", topic.value());
    if (channel.isPresent()) {
      json.writeStringField("channel", channel.get().value());
    }
    json.writeArrayFieldStart("settings");
    for (Setting<?> setting : settings.all()) {
      json.writeStartObject();
      json.writeStringField("name", setting.name());
      json.writeStringField("value", values.get(setting.name())); // null: not set
      json.writeStringField("description", setting.description());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
