package io.herald.apps;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.herald.config.LogLevel;
import io.herald.config.NodeSettings;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the log's level and prefix at start; logback.xml has the rest. */
final class LogOutput {
  private LogOutput() {}

  static void configure(NodeSettings node) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      System.setProperty("HERALD_LOG_PREFIX", node.logPrefix());
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(node.logLevel()));
    }
  }

  /** Logback has no FATAL: what is fatal is printed, not logged, so that level logs nothing. */
  static Level level(LogLevel level) {
    return level == LogLevel.FATAL ? Level.OFF : Level.valueOf(level.name());
  }
}
