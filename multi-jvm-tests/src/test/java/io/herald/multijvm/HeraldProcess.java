package io.herald.multijvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Herald's own main in a forked JVM with the class path of the tests. */
final class HeraldProcess implements BrokerProcess {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Pattern READY = Pattern.compile("(?m)^READY\\b");
  private static final String FREE_PORT = "127.0.0.1:0";

  private final ChildProcess child;
  private final LaunchOptions options;
  private final Path dataPath;

  private HeraldProcess(ChildProcess child, LaunchOptions options, Path dataPath) {
    this.child = child;
    this.options = options;
    this.dataPath = dataPath;
  }

  static HeraldProcess launch(LaunchOptions options) throws Exception {
    Path dataPath = options.dataPath() == null ? WorkDirectory.create() : options.dataPath();
    ChildProcess child =
        ChildProcess.start(command(options, dataPath), WorkDirectory.newLog("herald"));
    child.awaitLine(READY, START_LIMIT);
    return new HeraldProcess(child, options, dataPath);
  }

  private static List<String> command(LaunchOptions options, Path dataPath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + options.maxHeapMebibytes() + "m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.herald.apps.Main");
    command.add("start");
    for (String address : List.of("tcp", "http", "lookup-tcp", "lookup-http", "console")) {
      command.addAll(List.of("--" + address + "-address", FREE_PORT));
    }
    command.addAll(List.of("--broadcast-address", "127.0.0.1"));
    command.addAll(List.of("--data-path", dataPath.toString()));
    command.addAll(options.flags());
    command.addAll(options.heraldFlags());
    return command;
  }

  /** The address in the start line that begins with {@code name}, in any case and spacing. */
  private InetSocketAddress address(String name) {
    Pattern line = Pattern.compile("(?im)^\\s*" + name + "\\s*:?\\s+(\\S+):(\\d+)");
    Matcher matcher = line.matcher(child.output());
    if (!matcher.find()) {
      throw new AssertionError("no start line for " + name + " in " + logTail());
    }
    return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public InetSocketAddress tcp() {
    return address("TCP");
  }

  @Override
  public InetSocketAddress http() {
    return address("HTTP");
  }

  @Override
  public InetSocketAddress lookupTcp() {
    return address("lookupd?[ -]TCP");
  }

  @Override
  public InetSocketAddress lookupHttp() {
    return address("lookupd?[ -]HTTP");
  }

  @Override
  public long pid() {
    return child.pid();
  }

  @Override
  public Path dataPath() {
    return dataPath;
  }

  @Override
  public void kill9() {
    child.kill9();
  }

  @Override
  public void signalTerminate() {
    child.signalTerminate();
  }

  @Override
  public int awaitEnd(Duration limit) {
    return child.awaitEnd(limit);
  }

  @Override
  public String output() {
    return child.output();
  }

  @Override
  public String logTail() {
    return child.logTail();
  }

  @Override
  public void close() throws IOException {
    child.kill9();
    if (options.dataPath() == null) {
      WorkDirectory.delete(dataPath);
    }
  }
}
