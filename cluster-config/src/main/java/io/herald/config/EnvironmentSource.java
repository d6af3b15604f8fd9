package io.herald.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads {@code HERALD_TCP_ADDRESS} and its like. Lists are separated by commas. */
final class EnvironmentSource {
  private static final String PREFIX = "HERALD_";

  /** Read by the launcher script, not by the node. */
  private static final Set<String> LAUNCHER =
      Set.of("HERALD_HEAP", "HERALD_GC", "HERALD_JAVA_OPTS", "HERALD_HOME");

  /** What Kubernetes and Docker links set for a service that is called herald. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("HERALD_(.+_)?(SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_\\d+_(TCP|UDP).*)");

  private EnvironmentSource() {}

  static List<Given> read(Map<String, String> environment) {
    List<Given> given = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String key = variable.getKey();
      if (key.startsWith(PREFIX) && !LAUNCHER.contains(key)) {
        String name = key.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
        if (SettingTable.byEnvironment(key).isPresent() || NsqdOnly.byName(name).isPresent()) {
          given.add(new Given(name, key, texts(name, variable.getValue()), Origin.ENVIRONMENT));
        } else if (!SERVICE_LINK.matcher(key).matches()) {
          throw unknown(key, name);
        }
      }
    }
    return given;
  }

  private static List<String> texts(String name, String value) {
    boolean repeatable = SettingTable.byName(name).map(Setting::repeatable).orElse(false);
    return repeatable ? Arrays.asList(value.split(",", -1)) : List.of(value);
  }

  private static SettingException unknown(String key, String name) {
    String hint =
        NearMiss.of(name)
            .flatMap(SettingTable::byName)
            .<String>map(near -> "did you mean " + near.environmentName() + "?")
            .orElse("herald start --help lists all settings");
    return new SettingException("unknown variable " + key + " (environment): " + hint);
  }
}
