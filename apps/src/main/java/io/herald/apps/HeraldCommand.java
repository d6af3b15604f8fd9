package io.herald.apps;

import io.herald.apps.admin.ChannelCommand;
import io.herald.apps.admin.ClusterCommand;
import io.herald.apps.admin.ClusterStatusCommand;
import io.herald.apps.admin.Confirmation;
import io.herald.apps.admin.MessageCommand;
import io.herald.apps.admin.NodeException;
import io.herald.apps.admin.RedriveCommand;
import io.herald.apps.admin.SearchCommand;
import io.herald.apps.admin.TopicCommand;
import io.herald.apps.admin.TraceCommand;
import io.herald.apps.admin.VerifyCommand;
import io.herald.config.NearMiss;
import io.herald.config.SettingException;
import io.herald.config.SettingsHelp;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code herald} and its subcommands. Settings are not picocli options: the table in {@code
 * io.herald.config} reads and explains them, picocli only tells the subcommands apart.
 */
@Command(
    name = "herald",
    header = "Herald: an NSQ-compatible message broker that keeps every message.",
    customSynopsis = "herald <command> [--setting=value ...]",
    footer = {
      "",
      "Try it:",
      "  herald start                                                  in one terminal",
      "  curl -d hello 'http://127.0.0.1:4151/pub?topic=greetings'     in another",
      "  curl 'http://127.0.0.1:4151/stats?topic=greetings'",
      "",
      "Every NSQ client and tool works unchanged: point it at port 4150 or, where it asks for",
      "nsqlookupd, at port 4161. herald start --help lists all settings, and in a checkout",
      "./herald bench --help tells how brokers are compared under load.",
    })
final class HeraldCommand implements Runnable {
  /** Exit code for a command line or a setting that is wrong. */
  static final int MISUSE = 2;

  /** Exit code for what a node refuses or cannot be asked. */
  private static final int FAILED = 1;

  private static final int USAGE_WIDTH = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-V", "--version"},
      description = "Print the version.")
  private boolean version;

  private final PrintStream out;

  private HeraldCommand(PrintStream out) {
    this.out = out;
  }

  /** Runs a command line; returns the exit code. */
  static int run(NodeStarter starter, PrintStream out, PrintStream err, String... arguments) {
    CommandLine start = settings("start [--supervise]", new StartCommand(starter, out, err));
    CommandLine config =
        helpful(new ConfigCommand())
            .addSubcommand(settings("config show", new ConfigCommand.Show(out, err)));
    CommandLine cluster =
        helpful(new ClusterCommand()).addSubcommand(asking(new ClusterStatusCommand(out)));
    Confirmation confirmation = Confirmation.atConsole();
    CommandLine schema =
        helpful(new SchemaCommand())
            .addSubcommand(settings("schema apply", new SchemaCommand.Apply(out, err)))
            .addSubcommand(settings("schema show", new SchemaCommand.Show(out)));
    CommandLine herald =
        helpful(new HeraldCommand(out))
            .addSubcommand(start)
            .addSubcommand(config)
            .addSubcommand(cluster)
            .addSubcommand(asking(new TopicCommand(out, confirmation)))
            .addSubcommand(asking(new ChannelCommand(out, confirmation)))
            .addSubcommand(asking(new MessageCommand(System.in, out)))
            .addSubcommand(asking(new TraceCommand(out)))
            .addSubcommand(asking(new RedriveCommand(out)))
            .addSubcommand(asking(new SearchCommand(out)))
            .addSubcommand(helpful(new VerifyCommand(out, err)))
            .addSubcommand(schema)
            .addSubcommand(helpful(new CassandraCommand(out, err)))
            .addSubcommand(helpful(new TokenCommand(out, err)))
            .addSubcommand(helpful(new VersionCommand(out)));
    herald.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    herald.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    herald.setExpandAtFiles(false);
    herald.setCaseInsensitiveEnumValuesAllowed(true);
    herald.setPosixClusteredShortOptionsAllowed(false);
    herald.setUsageHelpWidth(USAGE_WIDTH);
    herald.setParameterExceptionHandler((wrong, given) -> refuse(err, misuse(wrong)));
    herald.setExecutionExceptionHandler(
        (failure, command, result) -> {
          if (failure instanceof SettingException) {
            return refuse(err, failure.getMessage());
          }
          if (failure instanceof NodeException) {
            refuse(err, failure.getMessage());
            return FAILED;
          }
          throw failure;
        });
    return herald.execute(arguments);
  }

  @Override
  public void run() {
    if (version) {
      new VersionCommand(out).run();
    } else {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  private static CommandLine helpful(Object command) {
    CommandLine line = new CommandLine(command);
    addHelp(line);
    return line;
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-h", "--help", "-help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
    line.getSubcommands().values().forEach(HeraldCommand::addHelp);
  }

  /** A command that asks a running node, and says in its help how it ends. */
  private static CommandLine asking(Object command) {
    CommandLine line = helpful(command);
    Map<String, String> endings = new LinkedHashMap<>();
    endings.put("0", "It is done.");
    endings.put(
        "1", "The node refused or could not be asked; one line on standard error says why.");
    endings.put("2", "The command line is wrong, nothing was asked.");
    Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .forEach(
            each ->
                each.getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading("%nExit status:%n")
                    .exitCodeList(endings));
    return line;
  }

  /** A command whose flags are settings: picocli hands them through and the table explains them. */
  private static CommandLine settings(String words, Object command) {
    CommandLine line = helpful(command).setUnmatchedOptionsArePositionalParams(true);
    line.getCommandSpec()
        .usageMessage()
        .customSynopsis("herald " + words + " [--setting=value ...]")
        .footer(
            "",
            "A setting is a flag (--x=v, --x v, -x v), a variable (--tcp-address is",
            "HERALD_TCP_ADDRESS), a line of the --config file (herald.tcp-address = ...) or, if nsqd",
            "has it, of the --nsqd-config file; the first of these wins. [Defaults] in brackets.",
            "",
            explained());
    return line;
  }

  private static String explained() {
    return SettingsHelp.lines().stream()
        .map(text -> text.replace("%", "%%"))
        .collect(Collectors.joining("%n"));
  }

  private static String misuse(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String given = String.join(" ", unmatched.getUnmatched());
      String hint =
          NearMiss.of(unmatched.getUnmatched().get(0), unmatched.getSuggestions())
              .map(near -> "did you mean " + near + "?")
              .orElse("herald --help lists all");
      return "unknown command or option '" + given + "': " + hint;
    }
    return wrong.getMessage();
  }

  private static int refuse(PrintStream err, String problem) {
    List<String> lines = problem.lines().toList();
    err.println("herald: " + String.join(" ", lines));
    return MISUSE;
  }
}
