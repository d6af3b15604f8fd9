package io.herald.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.LoadedSettings;
import io.herald.config.LogLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GET and PUT /config/:opt, and youzan's /loglevel/set. */
final class ConfigRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigRoutes.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LOG_LEVEL = "log_level";
  private static final String LOOKUPDS = "nsqlookupd_tcp_addresses";

  private final ConfigOptions options;
  private final int valueBytesMax;
  private volatile List<String> lookupds = List.of();

  ConfigRoutes(LoadedSettings settings) {
    this.options = new ConfigOptions(settings);
    this.valueBytesMax = settings.settings().broker().maxMsgSize();
  }

  CompletionStage<HttpResponse> config(Exchange exchange) {
    if (!exchange.isPut()) {
      return CompletableFuture.completedFuture(show(exchange));
    }
    HttpError badLength = new HttpError(413, "INVALID_VALUE");
    return exchange
        .body(valueBytesMax, badLength)
        .thenApply(
            body -> {
              if (body.length == 0) {
                throw badLength;
              }
              set(exchange, new String(body, StandardCharsets.UTF_8));
              return show(exchange);
            });
  }

  static HttpResponse setYouzanLevel(Exchange exchange) {
    String level = exchange.query().find("loglevel").orElse("");
    if (level.isEmpty()) {
      throw new HttpError(400, "MISSING_ARG_LEVEL");
    }
    try {
      LogLevels.setYouzan(Integer.parseInt(level));
    } catch (NumberFormatException notANumber) {
      throw new HttpError(400, "BAD_LEVEL_STRING");
    }
    return Answer.done();
  }

  private HttpResponse show(Exchange exchange) {
    String option = exchange.parameter();
    Object value =
        switch (option) {
          case LOG_LEVEL -> LogLevels.number(level(exchange));
          case LOOKUPDS -> lookupds;
          default -> options.find(option).orElseThrow(ConfigRoutes::invalidOption);
        };
    return value instanceof String text
        ? Answer.text(text)
        : Answer.json(ConfigOptions.toJson(value));
  }

  private void set(Exchange exchange, String value) {
    switch (exchange.parameter()) {
      case LOG_LEVEL -> setLevel(exchange, value);
      case LOOKUPDS -> setLookupds(value);
      default -> throw invalidOption();
    }
  }

  private static LogLevel level(Exchange exchange) {
    String logger = logger(exchange);
    return logger.isEmpty() ? LogLevels.current() : LogLevels.current(logger);
  }

  private static void setLevel(Exchange exchange, String word) {
    LogLevel level = LogLevels.parse(word).orElseThrow(ConfigRoutes::invalidValue);
    String logger = logger(exchange);
    if (logger.isEmpty()) {
      LogLevels.set(level);
    } else {
      LogLevels.set(logger, level);
    }
  }

  /** The logger asked for; nsqd knows none and ignores the query, bad ones too. */
  private static String logger(Exchange exchange) {
    String logger;
    try {
      logger = exchange.query().find("logger").orElse("");
    } catch (HttpError badQuery) {
      return "";
    }
    if (!logger.isEmpty() && !LogLevels.isLoggerName(logger)) {
      throw new HttpError(400, "INVALID_LOGGER");
    }
    return logger;
  }

  private void setLookupds(String value) {
    List<String> addresses = new ArrayList<>();
    try {
      JsonNode list = JSON.readTree(value);
      if (list == null || !(list.isArray() || list.isNull())) {
        throw invalidValue();
      }
      for (JsonNode address : list) {
        if (!address.isTextual()) {
          throw invalidValue();
        }
        addresses.add(address.textValue());
      }
    } catch (JsonProcessingException notJson) {
      throw invalidValue();
    }
    lookupds = List.copyOf(addresses);
    if (!addresses.isEmpty()) {
      LOG.warn("{} is kept but not used: this version registers with itself only", LOOKUPDS);
    }
  }

  private static HttpError invalidOption() {
    return new HttpError(400, "INVALID_OPTION");
  }

  private static HttpError invalidValue() {
    return new HttpError(400, "INVALID_VALUE");
  }
}
