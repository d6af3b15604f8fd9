package io.herald.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * Reads nsqd's file: flags with underscores for dashes, {@code id} for node-id, durations as text
 * or as whole milliseconds. Like nsqd it goes on after a key it does not know, but says so.
 */
final class NsqdTomlSource {
  private final String file;
  private final List<String> warnings;

  private NsqdTomlSource(String file, List<String> warnings) {
    this.file = file;
    this.warnings = warnings;
  }

  /**
   * Reads a file.
   *
   * @param named the setting that names it
   * @param warnings where unknown keys are told
   */
  static List<Given> read(Given named, List<String> warnings) {
    Path path = Path.of(named.text());
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw named.refuse("must be a readable file");
    }
    try {
      TomlParseResult toml = Toml.parse(path);
      if (toml.hasErrors()) {
        throw named.refuse("must be a TOML file: " + toml.errors().get(0));
      }
      return new NsqdTomlSource(named.text(), warnings).read(toml);
    } catch (IOException unreadable) {
      throw named.refuse("must be a readable file: " + unreadable.getMessage());
    }
  }

  private List<Given> read(TomlParseResult toml) {
    List<Given> given = new ArrayList<>();
    for (String key : toml.keySet()) {
      Origin origin = origin(toml.inputPositionOf(List.of(key)));
      Object value = toml.get(List.of(key));
      Optional<Setting<?>> setting = SettingTable.byNsqdKey(key);
      Optional<NsqdOnly> nsqdOnly = NsqdOnly.byNsqdKey(key);
      if (setting.isPresent()) {
        given.add(new Given(setting.get().name(), key, texts(setting.get(), value), origin));
      } else if (nsqdOnly.isPresent()) {
        given.add(new Given(nsqdOnly.get().name(), key, List.of(plain(value)), origin));
      } else {
        warnings.add(key + " (" + origin + "): nsqd has no such key, ignored");
      }
    }
    return given;
  }

  private static List<String> texts(Setting<?> setting, Object value) {
    if (value instanceof Long number && setting.fallback().get() instanceof Duration) {
      return List.of(number + "ms");
    }
    if (setting.repeatable() && value instanceof TomlArray array && !array.isEmpty()) {
      return array.toList().stream().map(String::valueOf).toList();
    }
    return List.of(plain(value));
  }

  private static String plain(Object value) {
    if (value instanceof TomlArray array) {
      return String.join(",", array.toList().stream().map(String::valueOf).toList());
    }
    return String.valueOf(value);
  }

  private Origin origin(TomlPosition position) {
    return Origin.file(Origin.Kind.NSQD_FILE, file, position == null ? 0 : position.line());
  }
}
