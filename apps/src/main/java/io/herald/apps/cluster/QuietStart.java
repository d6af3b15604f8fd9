package io.herald.apps.cluster;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Keeps Akka from telling in its own words, several times and with stack traces, what the start of
 * the node tells in one line: that an address is taken, that no seed answers. A node that does not
 * get in ends, and stays quiet until then.
 */
public final class QuietStart {
  private static final List<String> LOGGERS =
      List.of(
          "akka.cluster", "akka.stream.Materializer", "akka.remote.artery", "akka.io.TcpListener");

  private QuietStart() {}

  /** Before the ActorSystem. */
  public static void begin() {
    set(Level.OFF);
  }

  /** The node is in its cluster. */
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
