package io.herald.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads flags as Go does: {@code -x} is {@code --x}, {@code --x=v} is {@code --x v}. */
final class FlagSource {
  private FlagSource() {}

  static List<Given> read(List<String> arguments) {
    Map<String, List<String>> textsByName = new LinkedHashMap<>();
    int next = 0;
    while (next < arguments.size()) {
      String argument = arguments.get(next++);
      if (!argument.startsWith("-") || argument.length() < 2) {
        throw new SettingException(
            "unexpected argument '" + argument + "': settings are written --name=value");
      }
      String flag = argument.substring(argument.startsWith("--") ? 2 : 1);
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag : flag.substring(0, equals);
      Optional<NsqdOnly> nsqdOnly = NsqdOnly.byName(name);
      Optional<Setting<?>> setting = SettingTable.byName(name);
      if (nsqdOnly.isEmpty() && setting.isEmpty()) {
        throw unknown(name);
      }
      String text;
      if (equals >= 0) {
        text = flag.substring(equals + 1);
      } else if (nsqdOnly.isPresent() && nsqdOnly.get().isSwitch()) {
        text = "true";
      } else if (setting.isPresent() && setting.get().type().alone() != null) {
        text = setting.get().type().alone();
      } else if (next < arguments.size()) {
        text = arguments.get(next++);
      } else {
        throw missing(name);
      }
      textsByName.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
    }
    List<Given> given = new ArrayList<>();
    textsByName.forEach(
        (name, texts) -> given.add(new Given(name, "--" + name, texts, Origin.FLAG)));
    return given;
  }

  private static SettingException unknown(String name) {
    String hint =
        NearMiss.of(name)
            .map(near -> "did you mean --" + near + "?")
            .orElse("herald start --help lists all");
    return new SettingException("unknown flag --" + name + ": " + hint);
  }

  private static SettingException missing(String name) {
    String range =
        SettingTable.byName(name).<String>map(setting -> ": " + setting.validRange()).orElse("");
    return new SettingException("--" + name + " (flag): needs a value" + range);
  }
}
