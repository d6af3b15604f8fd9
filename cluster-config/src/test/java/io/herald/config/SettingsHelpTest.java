package io.herald.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsHelpTest {
  private final List<String> lines = SettingsHelp.lines();

  @Test
  void everyFlagIsExplainedWithItsFormAndDefault() {
    assertThat(lines)
        .contains(
            "  --msg-timeout=<duration>  [1m]",
            "      Time a client has to finish a message before it is delivered again.",
            "  --durability=<power|process>  [power]",
            "  --cluster-seed=<host:port>");
    for (Setting<?> setting : SettingTable.all()) {
      assertThat(lines).anyMatch(line -> line.startsWith("  --" + setting.name() + "=<"));
    }
  }

  @Test
  void itFitsATerminal() {
    assertThat(lines).allMatch(line -> line.length() <= 100);
  }
}
