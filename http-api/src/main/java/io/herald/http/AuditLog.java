package io.herald.http;

import io.herald.broker.log.LogOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logger {@code audit}: who was refused, and who changed what, or tried to. One line each,
 * without tokens; what the client chose is written so that it cannot look like another line or
 * field. What else the query has, and the value of a setting, stand there only if there are any.
 *
 * <pre>
 * who=ops what="POST /topic/delete" topic=orders channel=- from=10.0.0.7 result=200
 * who=- what="PUT /config/log_level" topic=- channel=- query="logger=akka" value="debug" from=::1 result=200
 * </pre>
 */
final class AuditLog {
  /** Of its logger. */
  static final String NAME = "audit";

  private static final Logger LOG = LoggerFactory.getLogger(NAME);
  private static final int TEXT_LENGTH_MAX = 200;
  private static final String NONE = "-";

  private AuditLog() {}

  /** A request was refused; {@code who} is empty if nobody knows. */
  static void refused(String who, Exchange exchange, int status) {
    LOG.warn(line(who, exchange, status));
  }

  /** A request to change something was answered; {@code who} is empty if nobody has to say so. */
  static void acted(String who, Exchange exchange, int status) {
    LOG.info(line(who, exchange, status));
  }

  /** Another node has passed on what it was asked; there the audit log says by whom. */
  static void ordered(String node, LogOrder order) {
    String query = order.logger().isEmpty() ? "" : "logger=" + order.logger();
    String value = order instanceof LogOrder.Set set ? LogLevels.word(set.level()) : "reset";
    LOG.info(
        "who=- what=\"log_level\" topic=- channel=-{}{} from={} result=200",
        field(" query", query),
        field(" value", value),
        node);
  }

  private static String line(String who, Exchange exchange, int status) {
    return "who=%s what=\"%s %s\" topic=%s channel=%s%s%s from=%s result=%d"
        .formatted(
            safe(who),
            safe(exchange.method()),
            safe(exchange.path()),
            safe(exchange.queryOrEmpty("topic")),
            safe(exchange.queryOrEmpty("channel")),
            field(" query", exchange.otherQuery()),
            field(" value", exchange.remark()),
            exchange.peer(),
            status);
  }

  private static String field(String name, String text) {
    return text.isEmpty() ? "" : "%s=\"%s\"".formatted(name, safe(text));
  }

  /** Visible ASCII as it is, the rest as {@code \}{@code u0020}. */
  private static String safe(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    StringBuilder out = new StringBuilder();
    text.chars()
        .limit(TEXT_LENGTH_MAX)
        .forEach(
            c -> {
              boolean visible = c > ' ' && c < 0x7F && c != '"' && c != '\\';
              out.append(visible ? String.valueOf((char) c) : "\\u%04x".formatted(c));
            });
    return text.length() > TEXT_LENGTH_MAX ? out.append("...").toString() : out.toString();
  }
}
