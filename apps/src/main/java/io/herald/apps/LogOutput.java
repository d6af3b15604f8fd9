package io.herald.apps;

import ch.qos.logback.classic.LoggerContext;
import io.herald.config.NodeSettings;
import io.herald.http.LogLevels;
import org.slf4j.LoggerFactory;

/** Sets the log's level and prefix at start; logback.xml has the rest. */
final class LogOutput {
  private LogOutput() {}

  static void configure(NodeSettings node) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext) {
      System.setProperty("HERALD_LOG_PREFIX", node.logPrefix());
      LogLevels.start(node.logLevel());
    }
  }
}
