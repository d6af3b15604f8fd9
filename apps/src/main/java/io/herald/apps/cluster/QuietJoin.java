package io.herald.apps.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Keeps Akka from telling in its own words, several times, what {@link ClusterMembership} tells
 * while a node tries to join. A node that does not get in ends, and stays quiet until then.
 */
final class QuietJoin {
  private static final List<String> LOGGERS =
      List.of("akka.cluster", "akka.stream.Materializer", "akka.remote.artery");

  private QuietJoin() {}

  static void begin() {
    set(Level.OFF);
  }

  static void end() {
    set(null); // as their parents
  }

  private static void set(Level level) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      LOGGERS.forEach(name -> context.getLogger(name).setLevel(level));
    }
  }
}
