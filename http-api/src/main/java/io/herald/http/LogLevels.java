package io.herald.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.herald.config.LogLevel;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The levels of the running log: of everything, or of one logger (a class or package name). FATAL
 * is silence, because nothing here logs above ERROR.
 */
public final class LogLevels {
  private static final String LOGGER_NAME = "[\\w.$-]{1,200}";

  private LogLevels() {}

  /** The level of everything that has none of its own. */
  public static LogLevel current() {
    return ofLogback(root().getEffectiveLevel());
  }

  /** Sets the level of everything that has none of its own. */
  public static void set(LogLevel level) {
    root().setLevel(toLogback(level));
  }

  /** The level that counts for a logger, its own or that of the nearest name above it. */
  static LogLevel current(String logger) {
    Logger nearest = context().exists(logger);
    for (String name = logger; nearest == null; nearest = context().exists(name)) {
      int dot = name.lastIndexOf('.');
      name = dot < 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : name.substring(0, dot);
    }
    return ofLogback(nearest.getEffectiveLevel());
  }

  static void set(String logger, LogLevel level) {
    context().getLogger(logger).setLevel(toLogback(level));
  }

  static boolean isLoggerName(String name) {
    return name.matches(LOGGER_NAME);
  }

  /** nsqd's word for a level, in any case. */
  static Optional<LogLevel> parse(String word) {
    try {
      return Optional.of(LogLevel.valueOf(word.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** nsqd's number for a level: 1 (debug) to 5 (fatal). */
  static int number(LogLevel level) {
    return switch (level) {
      case DEBUG -> 1;
      case INFO -> 2;
      case WARN -> 3;
      case ERROR -> 4;
      case FATAL -> 5;
    };
  }

  /** youzan's number for a level: 0 (error), 1 (warn), 2 (info), from 3 on more and more. */
  static void setYouzan(int number) {
    Level[] levels = {Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG, Level.TRACE};
    root().setLevel(levels[Math.max(0, Math.min(number, levels.length - 1))]);
  }

  private static LogLevel ofLogback(Level level) {
    return switch (level.toInt()) {
      case Level.INFO_INT -> LogLevel.INFO;
      case Level.WARN_INT -> LogLevel.WARN;
      case Level.ERROR_INT -> LogLevel.ERROR;
      case Level.OFF_INT -> LogLevel.FATAL;
      default -> LogLevel.DEBUG;
    };
  }

  private static Level toLogback(LogLevel level) {
    return level == LogLevel.FATAL ? Level.OFF : Level.toLevel(level.name());
  }

  private static Logger root() {
    return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
