package io.herald.http;

import static io.herald.http.Access.ADMIN_NODE;
import static io.herald.http.Access.ADMIN_TOPIC;
import static io.herald.http.Access.OPEN;
import static io.herald.http.Access.PUBLISH;
import static io.herald.http.Access.READ_ANY;
import static io.herald.http.Access.READ_NODE;
import static io.herald.http.Access.READ_TOPIC;

import akka.Done;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.config.BrokerSettings;
import io.herald.config.HeraldVersion;
import io.herald.config.LoadedSettings;
import io.herald.http.access.Caller;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** nsqd's HTTP endpoints (port 4151). */
public final class NsqdRoutes implements HttpSite {
  private static final int PARTITIONS_MAX = 1024;

  private final HttpRuntime runtime;
  private final Broker broker;
  private final BrokerSettings settings;
  private final Supplier<NodeInfo> node;
  private final RouteTable routes;

  /**
   * Makes the endpoints.
   *
   * @param gate who may use them
   * @param settings what the node was started with
   * @param node asked at each /info, because ports are known only when they are bound
   * @param status what probes ask for, and the way to the other nodes
   */
  public NsqdRoutes(
      HttpRuntime runtime,
      HttpGate gate,
      Broker broker,
      LoadedSettings settings,
      Supplier<NodeInfo> node,
      NodeStatus status) {
    this.runtime = runtime;
    this.broker = broker;
    this.settings = settings.settings().broker();
    this.node = node;
    PublishRoutes publish = new PublishRoutes(runtime, broker, this.settings);
    SeekRoutes seek = new SeekRoutes(runtime, broker);
    ConfigRoutes config = new ConfigRoutes(settings, new LogLevelRoutes(status, runtime));
    this.routes =
        new RouteTable(runtime, gate)
            .addNow("GET", "/ping", OPEN, exchange -> ping())
            .addNow("GET", "/info", READ_ANY, exchange -> info())
            .addNow("GET", "/stats", READ_TOPIC, this::stats)
            .addReading("POST", "/pub", PUBLISH, publish::pub)
            .addReading("POST", "/mpub", PUBLISH, publish::mpub)
            .add("POST", "/topic/create", ADMIN_TOPIC, this::createTopic)
            .add("POST", "/topic/partition/expand", ADMIN_TOPIC, this::expandTopic)
            .add("POST", "/topic/delete", ADMIN_TOPIC, onTopic(broker::deleteTopic))
            .add("POST", "/topic/empty", ADMIN_TOPIC, this::emptyTopic)
            .add("POST", "/topic/pause", ADMIN_TOPIC, pauseTopic(true))
            .add("POST", "/topic/unpause", ADMIN_TOPIC, pauseTopic(false))
            .add("POST", "/channel/create", ADMIN_TOPIC, seek::create)
            .add("POST", "/channel/delete", ADMIN_TOPIC, onChannel(broker::deleteChannel))
            .add("POST", "/channel/empty", ADMIN_TOPIC, onChannel(broker::emptyChannel))
            .add("POST", "/channel/pause", ADMIN_TOPIC, pauseChannel(true))
            .add("POST", "/channel/unpause", ADMIN_TOPIC, pauseChannel(false))
            .add("POST", "/channel/seek", ADMIN_TOPIC, seek::seek)
            .addReading("POST", "/channel/setoffset", ADMIN_TOPIC, seek::setOffset)
            .add("GET", "/config/:", READ_NODE, config::config)
            .addReading("PUT", "/config/:", ADMIN_NODE, config::config)
            .addNow("POST", "/loglevel/set", ADMIN_NODE, LogLevelRoutes::setYouzan)
            .addNow("PUT", "/debug/setblockrate", ADMIN_NODE, DebugRoutes::setBlockRate)
            .addNow("POST", "/debug/freememory", ADMIN_NODE, DebugRoutes::freeMemory);
    ConfigureRoutes.addTo(routes, broker, runtime);
    InspectRoutes.addTo(routes, broker, runtime);
    CancelRoutes.addTo(routes, broker, runtime);
    DeadLetterRoutes.addTo(routes, broker, runtime);
    DescribeRoutes.addTo(routes, broker, runtime);
    SearchRoutes.addTo(routes, broker, runtime, settings.settings().http().searchScanBytes());
    VerifyRoutes.addTo(routes, broker, runtime);
    ClusterRoutes.addProbesTo(routes, status, runtime);
    DebugRoutes.addTo(routes, "/debug/pprof/", runtime);
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request) {
    return routes.handle(request);
  }

  RouteTable routes() {
    return routes;
  }

  private HttpResponse ping() {
    return Answer.plain(broker.unhealthyBecause().isPresent() ? 500 : 200, health());
  }

  private String health() {
    return broker.unhealthyBecause().map(reason -> "NOK - " + reason).orElse("OK");
  }

  private HttpResponse info() {
    NodeInfo now = node.get();
    return Answer.json(GoJson.write(json -> writeInfo(json, now)));
  }

  private void writeInfo(JsonGenerator json, NodeInfo now) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", HeraldVersion.NSQ_VERSION);
    json.writeStringField("broadcast_address", settings.broadcastAddress());
    json.writeStringField("hostname", now.hostname());
    json.writeNumberField("http_port", now.httpPort());
    json.writeNumberField("tcp_port", now.tcpPort());
    json.writeNumberField("start_time", now.startedAt().getEpochSecond());
    json.writeNumberField("max_heartbeat_interval", settings.maxHeartbeatInterval().toNanos());
    json.writeNumberField("max_output_buffer_size", settings.maxOutputBufferSize());
    json.writeNumberField("max_output_buffer_timeout", settings.maxOutputBufferTimeout().toNanos());
    json.writeNumberField("max_deflate_level", settings.maxDeflateLevel());
    json.writeStringField("topology_zone", "");
    json.writeStringField("topology_region", "");
    json.writeEndObject();
  }

  private HttpResponse stats(Exchange exchange) {
    boolean limited = exchange.caller().filter(Caller::isLimited).isPresent();
    StatsView view = StatsView.of(broker.stats(), exchange.query(), limited);
    boolean json = exchange.query().find("format").orElse("").equals("json");
    return json
        ? Answer.json(StatsJson.write(view, health()))
        : Answer.text(StatsText.write(view, health(), Instant.now()));
  }

  private CompletionStage<HttpResponse> createTopic(Exchange exchange) {
    return done(
        broker.createTopic(
            exchange.topic("INVALID_TOPIC"), partitions(exchange), isOrdered(exchange)));
  }

  private CompletionStage<HttpResponse> expandTopic(Exchange exchange) {
    TopicName topic = exchange.topic("INVALID_TOPIC");
    int partitions = partitions(exchange);
    if (partitions == 0) {
      throw new HttpError(400, "partition_num: must be 1 to " + PARTITIONS_MAX);
    }
    return done(broker.expandTopic(topic, partitions));
  }

  /** How many partitions a topic gets, in Youzan's words; 0 if the caller does not say. */
  private static int partitions(Exchange exchange) {
    Optional<String> asked = exchange.query().find("partition_num");
    if (asked.isEmpty()) {
      return 0;
    }
    int partitions = asked.get().matches("[0-9]{1,4}") ? Integer.parseInt(asked.get()) : 0;
    if (partitions < 1 || partitions > PARTITIONS_MAX) {
      throw new HttpError(400, "INVALID_PARTITION_NUM");
    }
    return partitions;
  }

  /** {@code ordered}, or {@code orderedmulti} in Youzan's words. */
  private static boolean isOrdered(Exchange exchange) {
    QueryParameters query = exchange.query();
    String asked = query.find("ordered").or(() -> query.find("orderedmulti")).orElse("false");
    if (!asked.equals("true") && !asked.equals("false")) {
      throw new HttpError(400, "INVALID_ORDERED");
    }
    return asked.equals("true");
  }

  private CompletionStage<HttpResponse> emptyTopic(Exchange exchange) {
    return done(broker.emptyTopic(exchange.topic("INVALID_TOPIC")));
  }

  private RouteTable.Handler pauseTopic(boolean paused) {
    return onTopic(topic -> broker.pauseTopic(topic, paused));
  }

  private RouteTable.Handler pauseChannel(boolean paused) {
    return onChannel((topic, channel) -> broker.pauseChannel(topic, channel, paused));
  }

  /** To these nsqd says of an invalid name only that there is no such topic. */
  private RouteTable.Handler onTopic(Function<TopicName, CompletionStage<Done>> action) {
    return exchange -> {
      String name = exchange.query().require("topic", "MISSING_ARG_TOPIC");
      if (!TopicName.isValid(name)) {
        throw new BrokerException(BrokerException.Reason.TOPIC_NOT_FOUND, name);
      }
      return done(action.apply(new TopicName(name)));
    };
  }

  private RouteTable.Handler onChannel(
      BiFunction<TopicName, ChannelName, CompletionStage<Done>> action) {
    return exchange -> done(action.apply(exchange.topic("INVALID_ARG_TOPIC"), exchange.channel()));
  }

  /** The broker answers on its event loop; the response is made on HTTP's threads. */
  private CompletionStage<HttpResponse> done(CompletionStage<Done> action) {
    return action.thenApplyAsync(done -> Answer.done(), runtime.executor());
  }
}
