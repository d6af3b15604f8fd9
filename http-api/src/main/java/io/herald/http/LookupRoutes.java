package io.herald.http;

import static io.herald.http.Access.ADMIN_NODE;
import static io.herald.http.Access.ADMIN_TOPIC;
import static io.herald.http.Access.OPEN;
import static io.herald.http.Access.READ_ANY;
import static io.herald.http.Access.READ_NODE;
import static io.herald.http.Access.READ_TOPIC;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.config.HeraldVersion;
import io.herald.lookup.registry.DebugAnswer;
import io.herald.lookup.registry.Lookup;
import io.herald.lookup.registry.LookupAnswer;
import io.herald.lookup.registry.NodeAnswer;
import io.herald.lookup.registry.Producer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** nsqlookupd's HTTP endpoints (port 4161), and the cluster's. */
public final class LookupRoutes implements HttpSite {
  private static final String MISSING_TOPIC = "MISSING_ARG_TOPIC";
  private static final String INVALID_TOPIC = "INVALID_ARG_TOPIC";

  private final HttpRuntime runtime;
  private final Lookup lookup;
  private final RouteTable routes;

  /**
   * Makes the endpoints.
   *
   * @param gate who may use them
   * @param node whose routes these are
   */
  public LookupRoutes(HttpRuntime runtime, HttpGate gate, Lookup lookup, NodeStatus node) {
    this.runtime = runtime;
    this.lookup = lookup;
    this.routes =
        new RouteTable(runtime, gate)
            .addNow("GET", "/ping", OPEN, exchange -> Answer.plain(200, "OK"))
            .addNow("GET", "/info", READ_ANY, exchange -> info())
            .addNow("GET", "/topics", READ_NODE, exchange -> names("topics", lookup.topics()))
            .addNow("GET", "/channels", READ_TOPIC, this::channels)
            .addNow("GET", "/lookup", READ_TOPIC, this::find)
            .addNow("GET", "/nodes", READ_NODE, exchange -> nodes())
            .addNow("GET", "/debug", READ_NODE, exchange -> debug())
            .add("POST", "/topic/create", ADMIN_TOPIC, this::createTopic)
            .add("POST", "/topic/delete", ADMIN_TOPIC, this::deleteTopic)
            .add("POST", "/topic/tombstone", ADMIN_TOPIC, this::tombstone)
            .add("POST", "/channel/create", ADMIN_TOPIC, this::createChannel)
            .add("POST", "/channel/delete", ADMIN_TOPIC, this::deleteChannel)
            .addNow("POST", "/loglevel/set", ADMIN_NODE, LogLevelRoutes::setYouzan);
    ClusterRoutes.addProbesTo(routes, node, runtime);
    ClusterRoutes.addTo(routes, node, runtime);
    DebugRoutes.addTo(routes, "/debug/pprof", runtime);
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    return routes.handle(request);
  }

  RouteTable routes() {
    return routes;
  }

  private static HttpResponse info() {
    return json(
        json -> {
          json.writeStartObject();
          json.writeStringField("version", HeraldVersion.NSQ_VERSION);
          json.writeEndObject();
        });
  }

  private HttpResponse channels(Exchange exchange) {
    return names("channels", lookup.channels(exchange.query().require("topic", MISSING_TOPIC)));
  }

  private HttpResponse find(Exchange exchange) {
    String topic = exchange.query().require("topic", MISSING_TOPIC);
    LookupAnswer answer =
        found(exchange, topic).orElseThrow(() -> new HttpError(404, "TOPIC_NOT_FOUND"));
    return json(
        json -> {
          json.writeStartObject();
          writeNames(json, "channels", answer.channels());
          json.writeArrayFieldStart("producers");
          for (Producer producer : answer.producers()) {
            json.writeStartObject();
            writeProducer(json, producer);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** Youzan's {@code access}: {@code w} for publishers, {@code r} and none for consumers. */
  private Optional<LookupAnswer> found(Exchange exchange, String topic) {
    return switch (exchange.query().find("access").orElse("r")) {
      case "r" -> lookup.lookup(topic);
      case "w" -> lookup.whereToPublish(topic);
      default -> throw new HttpError(400, "INVALID_ARG_ACCESS");
    };
  }

  private HttpResponse nodes() {
    List<NodeAnswer> nodes = lookup.nodes();
    return json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("producers");
          for (NodeAnswer node : nodes) {
            writeNode(json, node);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private HttpResponse debug() {
    Map<String, List<DebugAnswer>> rows = lookup.debug();
    return json(
        json -> {
          json.writeStartObject();
          for (Map.Entry<String, List<DebugAnswer>> row : rows.entrySet()) {
            json.writeArrayFieldStart(row.getKey());
            for (DebugAnswer producer : row.getValue()) {
              writeDebug(json, producer);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  private CompletionStage<HttpResponse> createTopic(Exchange exchange) {
    return created(lookup.createTopic(exchange.topic(INVALID_TOPIC)));
  }

  private CompletionStage<HttpResponse> deleteTopic(Exchange exchange) {
    return lookup
        .deleteTopic(exchange.query().require("topic", MISSING_TOPIC))
        .thenApplyAsync(done -> Answer.done(), runtime.executor());
  }

  private CompletionStage<HttpResponse> tombstone(Exchange exchange) {
    String topic = exchange.query().require("topic", MISSING_TOPIC);
    return lookup
        .tombstone(topic, exchange.query().require("node", "MISSING_ARG_NODE"))
        .thenApplyAsync(done -> Answer.done(), runtime.executor());
  }

  private CompletionStage<HttpResponse> createChannel(Exchange exchange) {
    return created(lookup.createChannel(exchange.topic(INVALID_TOPIC), exchange.channel()));
  }

  private CompletionStage<HttpResponse> deleteChannel(Exchange exchange) {
    return ifTrue(
        lookup.deleteChannel(exchange.topic(INVALID_TOPIC), exchange.channel()),
        new HttpError(404, "CHANNEL_NOT_FOUND"));
  }

  private CompletionStage<HttpResponse> created(CompletionStage<Boolean> change) {
    return ifTrue(change, new HttpError(503, "REGISTRY_FULL"));
  }

  private CompletionStage<HttpResponse> ifTrue(CompletionStage<Boolean> change, HttpError error) {
    return change.thenApplyAsync(
        made -> {
          if (!made) {
            throw error;
          }
          return Answer.done();
        },
        runtime.executor());
  }

  private static HttpResponse names(String field, List<String> names) {
    return json(
        json -> {
          json.writeStartObject();
          writeNames(json, field, names);
          json.writeEndObject();
        });
  }

  private static void writeNames(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  private static void writeProducer(JsonGenerator json, Producer producer) throws IOException {
    json.writeStringField("remote_address", producer.remoteAddress());
    json.writeStringField("hostname", producer.hostname());
    json.writeStringField("broadcast_address", producer.broadcastAddress());
    json.writeNumberField("tcp_port", producer.tcpPort());
    json.writeNumberField("http_port", producer.httpPort());
    json.writeStringField("version", producer.version());
    json.writeStringField("topology_zone", producer.topologyZone());
    json.writeStringField("topology_region", producer.topologyRegion());
  }

  private static void writeNode(JsonGenerator json, NodeAnswer node) throws IOException {
    json.writeStartObject();
    writeProducer(json, node.producer());
    json.writeArrayFieldStart("tombstones");
    for (boolean tombstone : node.tombstones()) {
      json.writeBoolean(tombstone);
    }
    json.writeEndArray();
    writeNames(json, "topics", node.topics());
    json.writeEndObject();
  }

  /** In alphabetical order, as Go writes a map. */
  private static void writeDebug(JsonGenerator json, DebugAnswer row) throws IOException {
    Producer producer = row.producer();
    json.writeStartObject();
    json.writeStringField("broadcast_address", producer.broadcastAddress());
    json.writeStringField("hostname", producer.hostname());
    json.writeNumberField("http_port", producer.httpPort());
    json.writeStringField("id", producer.remoteAddress());
    json.writeNumberField("last_update", row.lastUpdateNanos());
    json.writeNumberField("tcp_port", producer.tcpPort());
    json.writeBooleanField("tombstoned", row.tombstonedAt().isPresent());
    json.writeNumberField("tombstoned_at", row.tombstonedAtNanos());
    json.writeStringField("topology_region", producer.topologyRegion());
    json.writeStringField("topology_zone", producer.topologyZone());
    json.writeStringField("version", producer.version());
    json.writeEndObject();
  }

  private static HttpResponse json(GoJson.Content content) {
    return Answer.json(GoJson.write(content));
  }
}
