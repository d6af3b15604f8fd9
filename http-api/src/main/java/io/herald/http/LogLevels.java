package io.herald.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.herald.broker.log.LogOrder;
import io.herald.config.LogLevel;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The levels of this process's log: of everything, or of one logger (a class or package name).
 * FATAL is silence, because nothing here logs above ERROR. Levels last as long as the process.
 */
public final class LogLevels {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogLevels.class);
  private static final String LOGGER_NAME = "[\\w.$-]{1,200}";

  /** Loggers are never forgotten, so a node does not make one for every name it hears. */
  private static final int LOGGERS_MAX = 20_000;

  private static volatile LogLevel atStart = LogLevel.INFO;

  private LogLevels() {}

  /** Sets the level of everything that has none of its own, and that it is reset to. */
  public static void start(LogLevel level) {
    atStart = level;
    set(level);
  }

  /** The level of everything that has none of its own. */
  public static LogLevel current() {
    return ofLogback(root().getEffectiveLevel());
  }

  /** Sets the level of everything that has none of its own. */
  public static void set(LogLevel level) {
    root().setLevel(toLogback(level));
  }

  /**
   * Does as it is told.
   *
   * @return the level that counts for the order's logger now
   */
  public static LogLevel obey(LogOrder order) {
    String logger = order.logger();
    if (order instanceof LogOrder.Set set) {
      set(logger, set.level());
    } else if (order instanceof LogOrder.Reset) {
      reset(logger);
    }
    return logger.isEmpty() ? current() : current(logger);
  }

  /** The same for another node, and the audit log has it. */
  public static LogLevel obey(LogOrder order, String from) {
    if (!(order instanceof LogOrder.Show)) {
      AuditLog.ordered(from, order);
    }
    return obey(order);
  }

  /** The level that counts for a logger, its own or that of the nearest name above it. */
  private static LogLevel current(String logger) {
    Logger nearest = context().exists(logger);
    for (String name = logger; nearest == null; nearest = context().exists(name)) {
      int dot = name.lastIndexOf('.');
      name = dot < 0 ? org.slf4j.Logger.ROOT_LOGGER_NAME : name.substring(0, dot);
    }
    return ofLogback(nearest.getEffectiveLevel());
  }

  private static void set(String logger, LogLevel level) {
    if (logger.isEmpty()) {
      set(level);
    } else if (mayChange(logger)) {
      context().getLogger(logger).setLevel(toLogback(level));
    } else {
      LOG.warn("the level of {} cannot be set", logger);
    }
  }

  private static void reset(String logger) {
    if (logger.isEmpty()) {
      set(atStart);
    } else if (mayChange(logger) && context().exists(logger) != null) {
      context().getLogger(logger).setLevel(null);
    }
  }

  /**
   * Whether this is the name of a logger whose level can be set: not the audit log's, which nobody
   * shall silence before he does something, and not one too many.
   */
  static boolean mayChange(String logger) {
    boolean isAudit = logger.equals(AuditLog.NAME) || logger.startsWith(AuditLog.NAME + ".");
    boolean hasRoom =
        context().exists(logger) != null || context().getLoggerList().size() < LOGGERS_MAX;
    return isLoggerName(logger) && !isAudit && hasRoom;
  }

  static boolean isLoggerName(String name) {
    return name.matches(LOGGER_NAME) && !name.equalsIgnoreCase(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** nsqd's word for a level, in any case. */
  static Optional<LogLevel> parse(String word) {
    try {
      return Optional.of(LogLevel.valueOf(word.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** nsqd's word for a level. */
  static String word(LogLevel level) {
    return level.name().toLowerCase(Locale.ROOT);
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

  /** youzan's number for a level: 0 (error), 1 (warn), 2 (info), 3 (debug), 4 (detail). */
  static Optional<LogLevel> ofYouzan(String number) {
    return switch (number) {
      case "0" -> Optional.of(LogLevel.ERROR);
      case "1" -> Optional.of(LogLevel.WARN);
      case "2" -> Optional.of(LogLevel.INFO);
      case "3", "4" -> Optional.of(LogLevel.DEBUG); // nothing here logs below DEBUG
      default -> Optional.empty();
    };
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
