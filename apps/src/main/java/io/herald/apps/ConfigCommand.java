package io.herald.apps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.apps.admin.TextTable;
import io.herald.config.EffectiveValue;
import io.herald.config.LoadedSettings;
import io.herald.config.SettingsLoader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code herald config show}: every setting, its value and where that came from. */
@Command(name = "config", description = "Show the settings a node would start with.")
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The only thing to do with a configuration, so far. */
  @Command(
      name = "show",
      description = "Print key, value and source of every setting; takes the flags of start.")
  static final class Show implements Callable<Integer> {
    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--json", description = "Print a JSON array instead of a table.")
    private boolean json;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> flags = new ArrayList<>();

    Show(PrintStream out, PrintStream err) {
      this.out = out;
      this.err = err;
    }

    @Override
    public Integer call() throws JsonProcessingException {
      LoadedSettings loaded = SettingsLoader.load(flags, System.getenv());
      loaded.warnings().forEach(warning -> err.println("warning: " + warning));
      if (json) {
        out.println(json(loaded.values()));
      } else {
        table(loaded.values()).forEach(out::println);
      }
      return 0;
    }

    private static String json(List<EffectiveValue> values) throws JsonProcessingException {
      List<Map<String, String>> lines = new ArrayList<>();
      for (EffectiveValue value : values) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("key", value.key());
        line.put("value", value.value());
        line.put("source", value.origin().toString());
        lines.add(line);
      }
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(lines);
    }

    private static List<String> table(List<EffectiveValue> values) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("KEY", "VALUE", "SOURCE"));
      for (EffectiveValue value : values) {
        rows.add(List.of(value.key(), value.value(), value.origin().toString()));
      }
      return TextTable.lines(rows);
    }
  }
}
