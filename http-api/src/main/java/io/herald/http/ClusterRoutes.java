package io.herald.http;

import static io.herald.http.Access.ADMIN_NODE;
import static io.herald.http.Access.OPEN;
import static io.herald.http.Access.READ_NODE;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** What nsqd and nsqlookupd do not have: probes, the cluster, and the way out of it. */
final class ClusterRoutes {
  private static final int UNAVAILABLE = 503;

  /** More than any word for a level has. */
  private static final int LEVEL_BYTES_MAX = 100;

  private ClusterRoutes() {}

  /** Probes, for both sites. */
  static void addProbesTo(RouteTable routes, NodeStatus node, HttpRuntime runtime) {
    routes
        .add("GET", "/ready", OPEN, exchange -> health("ready", node.ready(), runtime))
        .add("GET", "/alive", OPEN, exchange -> health("alive", node.alive(), runtime));
  }

  /** The cluster, beside nsqlookupd's routes. */
  static void addTo(RouteTable routes, NodeStatus node, HttpRuntime runtime) {
    LogLevelRoutes logLevels = new LogLevelRoutes(node, runtime);
    routes
        .addNow("GET", "/cluster", READ_NODE, exchange -> cluster(node.cluster()))
        .addNow(
            "POST",
            "/cluster/drain",
            ADMIN_NODE,
            exchange -> {
              node.drain();
              return Answer.done();
            })
        .add("GET", "/cluster/log_level", READ_NODE, logLevels::showAll)
        .addReading(
            "PUT",
            "/cluster/log_level",
            ADMIN_NODE,
            exchange ->
                ConfigRoutes.value(exchange, LEVEL_BYTES_MAX)
                    .thenCompose(word -> logLevels.setAll(exchange, word)));
  }

  private static CompletionStage<HttpResponse> health(
      String field, CompletionStage<HealthAnswer> health, HttpRuntime runtime) {
    return health.thenApplyAsync(answer -> health(field, answer), runtime.executor());
  }

  private static HttpResponse health(String field, HealthAnswer answer) {
    byte[] body =
        GoJson.write(
            json -> {
              json.writeStartObject();
              json.writeBooleanField(field, answer.ok());
              json.writeObjectFieldStart("problems");
              for (Map.Entry<String, String> each : new TreeMap<>(answer.problems()).entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
              }
              json.writeEndObject();
              json.writeEndObject();
            });
    HttpResponse response = Answer.json(body);
    return answer.ok() ? response : response.withStatus(UNAVAILABLE);
  }

  private static HttpResponse cluster(ClusterAnswer cluster) {
    return Answer.json(
        GoJson.write(
            json -> {
              json.writeStartObject();
              json.writeStringField("cluster", cluster.name());
              json.writeStringField("self", cluster.self());
              json.writeStringField("leader", cluster.leader());
              json.writeArrayFieldStart("members");
              for (MemberAnswer member : cluster.members()) {
                write(json, member);
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  private static void write(JsonGenerator json, MemberAnswer member) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", member.name());
    json.writeStringField("address", member.address());
    json.writeStringField("status", member.status());
    json.writeArrayFieldStart("roles");
    for (String role : member.roles()) {
      json.writeString(role);
    }
    json.writeEndArray();
    json.writeBooleanField("reachable", member.reachable());
    json.writeStringField("version", member.version());
    json.writeStringField("tcp_address", member.tcpAddress());
    json.writeStringField("http_address", member.httpAddress());
    json.writeStringField("lookup_tcp_address", member.lookupTcpAddress());
    json.writeStringField("lookup_http_address", member.lookupHttpAddress());
    json.writeNumberField("partitions", member.partitions());
    json.writeNumberField("load", member.load());
    json.writeEndObject();
  }
}
