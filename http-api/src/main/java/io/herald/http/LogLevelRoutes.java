package io.herald.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import io.herald.broker.log.LogOrder;
import io.herald.config.LogLevel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The log's levels over HTTP: of this node in nsqd's way and in youzan's, or of all nodes of the
 * cluster. What reached only some of them is 207.
 */
final class LogLevelRoutes {
  private static final String RESET = "reset";
  private static final String LOGGER_RULE =
      "INVALID_LOGGER: logger must be a class or package name, 1 to 200 letters, digits, '.', '_',"
          + " '$' or '-', and not that of the audit log";
  private static final String CLUSTER_RULE = "INVALID_CLUSTER: cluster must be true or false";
  private static final String YOUZAN_RULE =
      "BAD_LEVEL_STRING: loglevel must be 0 (error), 1 (warn), 2 (info), 3 (debug) or 4 (debug)";

  private final NodeStatus node;
  private final HttpRuntime runtime;

  LogLevelRoutes(NodeStatus node, HttpRuntime runtime) {
    this.node = node;
    this.runtime = runtime;
  }

  /** GET /config/log_level, of all nodes if the query says {@code cluster=true}. */
  CompletionStage<HttpResponse> show(Exchange exchange) {
    return carry(exchange, new LogOrder.Show(logger(exchange)));
  }

  /** PUT /config/log_level; {@code reset} beside nsqd's words takes a level back. */
  CompletionStage<HttpResponse> set(Exchange exchange, String word) {
    return carry(exchange, order(exchange, word));
  }

  /** GET /cluster/log_level. */
  CompletionStage<HttpResponse> showAll(Exchange exchange) {
    return carryEverywhere(new LogOrder.Show(logger(exchange)));
  }

  /** PUT /cluster/log_level. */
  CompletionStage<HttpResponse> setAll(Exchange exchange, String word) {
    return carryEverywhere(order(exchange, word));
  }

  /** POST /loglevel/set?loglevel=N. */
  static HttpResponse setYouzan(Exchange exchange) {
    String number = exchange.query().find("loglevel").orElse("");
    if (number.isEmpty()) {
      throw new HttpError(400, "MISSING_ARG_LEVEL");
    }
    LogLevel level = LogLevels.ofYouzan(number).orElseThrow(() -> new HttpError(400, YOUZAN_RULE));
    LogLevels.obey(new LogOrder.Set("", level));
    return Answer.done();
  }

  private CompletionStage<HttpResponse> carry(Exchange exchange, LogOrder order) {
    return isForAll(exchange)
        ? carryEverywhere(order)
        : CompletableFuture.completedFuture(
            Answer.json(ConfigOptions.toJson(LogLevels.number(LogLevels.obey(order)))));
  }

  private CompletionStage<HttpResponse> carryEverywhere(LogOrder order) {
    return node.carry(order).thenApplyAsync(all -> answer(order, all), runtime.executor());
  }

  private static LogOrder order(Exchange exchange, String word) {
    String logger = logger(exchange);
    if (!logger.isEmpty() && !LogLevels.mayChange(logger)) {
      throw new HttpError(400, LOGGER_RULE);
    }
    return word.equalsIgnoreCase(RESET)
        ? new LogOrder.Reset(logger)
        : new LogOrder.Set(
            logger, LogLevels.parse(word).orElseThrow(() -> new HttpError(400, "INVALID_VALUE")));
  }

  /** The logger asked for; nsqd knows none and ignores the query, bad ones too. */
  private static String logger(Exchange exchange) {
    String logger = exchange.queryOrEmpty("logger");
    if (!logger.isEmpty() && !LogLevels.isLoggerName(logger)) {
      throw new HttpError(400, LOGGER_RULE);
    }
    return logger;
  }

  private static boolean isForAll(Exchange exchange) {
    return switch (exchange.queryOrEmpty("cluster")) {
      case "true" -> true;
      case "false", "" -> false;
      default -> throw new HttpError(400, CLUSTER_RULE);
    };
  }

  private static HttpResponse answer(LogOrder order, List<NodeLevel> nodes) {
    HttpResponse answer =
        Answer.json(
            GoJson.write(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("logger", order.logger());
                  json.writeArrayFieldStart("nodes");
                  for (NodeLevel each : nodes) {
                    json.writeStartObject();
                    json.writeStringField("name", each.name());
                    json.writeStringField("address", each.address());
                    json.writeStringField(
                        "log_level", each.level().map(LogLevels::word).orElse(""));
                    json.writeStringField("problem", each.problem());
                    json.writeEndObject();
                  }
                  json.writeEndArray();
                  json.writeEndObject();
                }));
    boolean all = nodes.stream().allMatch(each -> each.problem().isEmpty());
    return all ? answer : answer.withStatus(StatusCodes.MULTI_STATUS);
  }
}
