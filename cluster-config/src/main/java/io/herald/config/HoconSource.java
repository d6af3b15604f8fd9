package io.herald.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads Herald's own file: HOCON with flat kebab-case keys below {@code herald}. */
final class HoconSource {
  private static final String ROOT = "herald";

  private final String file;

  private HoconSource(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param named the setting that names it
   */
  static List<Given> read(Given named) {
    String file = named.text();
    if (!new File(file).canRead() || new File(file).isDirectory()) {
      throw named.refuse("must be a readable file");
    }
    try {
      Config config =
          ConfigFactory.parseFile(
                  new File(file),
                  ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setAllowMissing(false))
              .resolve();
      return new HoconSource(file).read(config.root());
    } catch (ConfigException unreadable) {
      throw named.refuse("must be a HOCON file: " + unreadable.getMessage());
    }
  }

  private List<Given> read(ConfigObject root) {
    List<Given> given = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> top : new TreeMap<>(root).entrySet()) {
      if (!top.getKey().equals(ROOT)) {
        throw foreign(top.getKey(), top.getValue());
      }
      if (!(top.getValue() instanceof ConfigObject herald)) {
        throw new SettingException(
            "herald (" + origin(top.getValue()) + "): must be an object: herald { key = value }");
      }
      new TreeMap<>(herald).forEach((key, value) -> given.add(one(key, value)));
    }
    return given;
  }

  private Given one(String key, ConfigValue value) {
    boolean known =
        SettingTable.byName(key).filter(setting -> !SourceKeys.ALL.contains(setting)).isPresent();
    if (!known && NsqdOnly.byName(key).isEmpty()) {
      throw unknown(key, value);
    }
    List<String> texts = new ArrayList<>();
    if (value.unwrapped() instanceof List<?> list) {
      list.forEach(element -> texts.add(String.valueOf(element)));
    } else {
      texts.add(String.valueOf(value.unwrapped()));
    }
    if (texts.isEmpty()) {
      texts.add("");
    }
    return new Given(key, ROOT + "." + key, texts, origin(value));
  }

  private SettingException unknown(String key, ConfigValue value) {
    String hint =
        NearMiss.of(key)
            .map(near -> "did you mean " + ROOT + "." + near + "?")
            .orElse("herald start --help lists all settings");
    return new SettingException("unknown key herald." + key + " (" + origin(value) + "): " + hint);
  }

  private SettingException foreign(String key, ConfigValue value) {
    String hint =
        SettingTable.byNsqdKey(key).isPresent()
            ? "an nsqd file is read with --nsqd-config"
            : "settings stand inside herald { ... }";
    return new SettingException("unknown key " + key + " (" + origin(value) + "): " + hint);
  }

  private Origin origin(ConfigValue value) {
    return Origin.file(Origin.Kind.CONFIG_FILE, file, value.origin().lineNumber());
  }
}
