package io.herald.config;

import static io.herald.config.ValueType.PATH;
import static io.herald.config.ValueType.TEXT;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Keys of {@link NodeSettings}. */
final class NodeKeys {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  static final Setting<String> NODE_NAME =
      Setting.derived(
              "node-name",
              TEXT,
              NodeKeys::defaultName,
              "Name of this node in the cluster and the log (default: the host name).")
          .matching(
              NAME.asMatchPredicate(), "1 to 64 letters, digits, dots, dashes and underscores");

  static final Setting<Path> DATA_PATH =
      Setting.of(
              "data-path",
              PATH,
              Path.of("data"),
              "Directory of everything the node keeps (nsqd: the working directory).")
          .asInNsqd();

  static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
              "log-level",
              ValueType.words(LogLevel.class),
              LogLevel.INFO,
              "Least severe level that is logged; can be changed while the node runs.")
          .asInNsqd();

  static final Setting<String> LOG_PREFIX =
      Setting.of("log-prefix", TEXT, "[herald] ", "Text before each log line.").asInNsqd();

  static final List<Setting<?>> ALL = List.of(NODE_NAME, DATA_PATH, LOG_LEVEL, LOG_PREFIX);

  private NodeKeys() {}

  private static String defaultName() {
    String host = Host.name();
    return NAME.matcher(host).matches() ? host : "herald";
  }
}
