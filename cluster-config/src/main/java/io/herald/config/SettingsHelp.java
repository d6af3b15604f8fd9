package io.herald.config;

import java.util.ArrayList;
import java.util.List;

/** The help of every flag, from the table. */
public final class SettingsHelp {
  private static final String INDENT = "      ";

  private SettingsHelp() {}

  /** One headline per area, then two lines per key: how it is written, and what it is for. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (SettingTable.Group group : SettingTable.groups()) {
      lines.add(group.title() + ":");
      for (Setting<?> setting : group.settings()) {
        lines.add(usage(setting));
        lines.add(INDENT + setting.description());
      }
      lines.add("");
    }
    return lines;
  }

  private static String usage(Setting<?> setting) {
    String fallback = setting.defaultText();
    return "  --"
        + setting.name()
        + "=<"
        + setting.label()
        + ">"
        + (fallback.isEmpty() ? "" : "  [" + fallback + "]");
  }
}
