package io.herald.http;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.config.LoadedSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** GET and PUT /config/:opt; {@link LogLevelRoutes} has the log's level. */
final class ConfigRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigRoutes.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LOG_LEVEL = "log_level";
  private static final String LOOKUPDS = "nsqlookupd_tcp_addresses";

  private final ConfigOptions options;
  private final LogLevelRoutes logLevels;
  private final int valueBytesMax;
  private volatile List<String> lookupds = List.of();

  ConfigRoutes(LoadedSettings settings, LogLevelRoutes logLevels) {
    this.logLevels = logLevels;
    this.options = new ConfigOptions(settings);
    this.valueBytesMax = settings.settings().broker().maxMsgSize();
  }

  CompletionStage<HttpResponse> config(Exchange exchange) {
    return exchange.isPut()
        ? value(exchange, valueBytesMax).thenCompose(value -> set(exchange, value))
        : show(exchange);
  }

  /** The value that a PUT brings as its body, which the audit log then has, too. */
  static CompletionStage<String> value(Exchange exchange, int bytesMax) {
    HttpError badLength = new HttpError(413, "INVALID_VALUE");
    return exchange
        .body(bytesMax, badLength)
        .thenApply(
            body -> {
              if (body.length == 0) {
                throw badLength;
              }
              String value = new String(body, StandardCharsets.UTF_8);
              exchange.remark(value);
              return value;
            });
  }

  private CompletionStage<HttpResponse> show(Exchange exchange) {
    String option = exchange.parameter();
    if (option.equals(LOG_LEVEL)) {
      return logLevels.show(exchange);
    }
    Object value =
        option.equals(LOOKUPDS)
            ? lookupds
            : options.find(option).orElseThrow(ConfigRoutes::invalidOption);
    return CompletableFuture.completedFuture(
        value instanceof String text
            ? Answer.text(text)
            : Answer.json(ConfigOptions.toJson(value)));
  }

  private CompletionStage<HttpResponse> set(Exchange exchange, String value) {
    return switch (exchange.parameter()) {
      case LOG_LEVEL -> logLevels.set(exchange, value);
      case LOOKUPDS -> {
        setLookupds(value);
        yield show(exchange);
      }
      default -> throw invalidOption();
    };
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
