package io.herald.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logger {@code audit}: who was refused, and who changed what. One line each, without tokens;
 * what the client chose is written so that it cannot look like another line or field.
 *
 * <pre>
 * who=ops what="POST /topic/delete" topic=orders channel=- from=10.0.0.7 result=200
 * </pre>
 */
final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger("audit");
  private static final int TEXT_LENGTH_MAX = 200;
  private static final String NONE = "-";

  private AuditLog() {}

  /** A request was refused; {@code who} is empty if nobody knows. */
  static void refused(String who, Exchange exchange, int status) {
    LOG.warn(line(who, exchange, status));
  }

  /** A request of an administrator was answered. */
  static void acted(String who, Exchange exchange, int status) {
    LOG.info(line(who, exchange, status));
  }

  private static String line(String who, Exchange exchange, int status) {
    return "who=%s what=\"%s %s\" topic=%s channel=%s from=%s result=%d"
        .formatted(
            safe(who),
            safe(exchange.method()),
            safe(exchange.path()),
            safe(exchange.queryOrEmpty("topic")),
            safe(exchange.queryOrEmpty("channel")),
            exchange.peer(),
            status);
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
