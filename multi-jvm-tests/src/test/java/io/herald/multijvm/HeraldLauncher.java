package io.herald.multijvm;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts Herald's own main in a forked JVM, as the launcher script does. */
final class HeraldLauncher {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("(?m)^READY\\b");
  private static final String FREE_PORT = "127.0.0.1:0";

  private HeraldLauncher() {}

  static BrokerProcess launch(LaunchOptions options, Path dataPath) throws Exception {
    ChildProcess child =
        ChildProcess.start(command(options, dataPath), WorkDirectory.newLog("herald"));
    child.awaitLine(READY, START_LIMIT);
    String output = child.output();
    BrokerProcess.Addresses addresses =
        new BrokerProcess.Addresses(
            address(output, "TCP"),
            address(output, "HTTP"),
            address(output, "lookup TCP"),
            address(output, "lookup HTTP"));
    return new BrokerProcess(child, List.of(), addresses, dataPath, options.dataPath() == null);
  }

  /** The same options for java as the launcher script gives. */
  private static List<String> command(LaunchOptions options, Path dataPath) throws Exception {
    List<String> command = new ArrayList<>(options.wrapper());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + options.maxHeapMebibytes() + "m");
    command.add("-XX:+UseG1GC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(List.of("--add-opens", "java.base/java.nio=ALL-UNNAMED"));
    command.addAll(options.javaOptions());
    command.addAll(ClassArchive.options());
    command.addAll(List.of("io.herald.apps.Main", "start"));
    for (String address : List.of("tcp", "http", "https", "lookup-tcp", "lookup-http", "console")) {
      addUnlessGiven(command, options, "--" + address + "-address", FREE_PORT);
    }
    addUnlessGiven(command, options, "--broadcast-address", "127.0.0.1");
    command.addAll(List.of("--data-path", dataPath.toString()));
    command.addAll(options.flags());
    command.addAll(options.heraldFlags());
    return command;
  }

  private static void addUnlessGiven(
      List<String> command, LaunchOptions options, String flag, String value) {
    if (!options.flags().contains(flag)) {
      command.addAll(List.of(flag, value));
    }
  }

  /** The address in the start line {@code name}. */
  private static InetSocketAddress address(String output, String name) {
    Pattern line = Pattern.compile("(?im)^\\s*" + name + "\\s*:?\\s+(\\S+):(\\d+)");
    Matcher matcher = line.matcher(output);
    if (!matcher.find()) {
      throw new AssertionError("no start line for " + name + " in " + output);
    }
    return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }
}
