package io.herald.multijvm;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real nsqd and the nsqlookupd beside it, to check that the tests ask for what NSQ does. */
final class NsqdProcess implements BrokerProcess {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final ChildProcess nsqd;
  private final ChildProcess nsqlookupd;
  private final LaunchOptions options;
  private final Path dataPath;

  private NsqdProcess(
      ChildProcess nsqd, ChildProcess nsqlookupd, LaunchOptions options, Path dataPath) {
    this.nsqd = nsqd;
    this.nsqlookupd = nsqlookupd;
    this.options = options;
    this.dataPath = dataPath;
  }

  /** The binary named by {@code -Dherald.nsqd}. */
  static Optional<Path> binary() {
    return Optional.ofNullable(System.getProperty("herald.nsqd")).map(Path::of);
  }

  static NsqdProcess launch(LaunchOptions options) throws Exception {
    Path program = binary().orElseThrow();
    Path dataPath = options.dataPath() == null ? WorkDirectory.create() : options.dataPath();
    ChildProcess lookup =
        ChildProcess.start(
            freePorts(program.resolveSibling("nsqlookupd")), WorkDirectory.newLog("nsqlookupd"));
    InetSocketAddress lookupTcp = address(lookup, "TCP");
    List<String> command = freePorts(program);
    command.addAll(List.of("--data-path", dataPath.toString()));
    command.add("--lookupd-tcp-address");
    command.add("127.0.0.1:" + lookupTcp.getPort());
    command.addAll(options.flags());
    ChildProcess nsqd = ChildProcess.start(command, WorkDirectory.newLog("nsqd"));
    address(nsqd, "TCP");
    address(nsqd, "HTTP");
    nsqd.awaitLine(Pattern.compile("LOOKUPD\\(.*peer info"), START_LIMIT);
    return new NsqdProcess(nsqd, lookup, options, dataPath);
  }

  private static List<String> freePorts(Path program) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--tcp-address", "127.0.0.1:0", "--http-address", "127.0.0.1:0"));
    command.addAll(List.of("--broadcast-address", "127.0.0.1"));
    return command;
  }

  private static InetSocketAddress address(ChildProcess process, String name) throws Exception {
    Pattern line = Pattern.compile(" " + name + ": listening on (\\S+):(\\d+)");
    Matcher matcher = process.awaitLine(line, START_LIMIT);
    return new InetSocketAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  private static InetSocketAddress known(ChildProcess process, String name) {
    try {
      return address(process, name);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public InetSocketAddress tcp() {
    return known(nsqd, "TCP");
  }

  @Override
  public InetSocketAddress http() {
    return known(nsqd, "HTTP");
  }

  @Override
  public InetSocketAddress lookupTcp() {
    return known(nsqlookupd, "TCP");
  }

  @Override
  public InetSocketAddress lookupHttp() {
    return known(nsqlookupd, "HTTP");
  }

  @Override
  public long pid() {
    return nsqd.pid();
  }

  @Override
  public Path dataPath() {
    return dataPath;
  }

  @Override
  public void kill9() {
    nsqd.kill9();
    nsqlookupd.kill9();
  }

  @Override
  public void signalTerminate() {
    nsqd.signalTerminate();
  }

  @Override
  public int awaitEnd(Duration limit) {
    int code = nsqd.awaitEnd(limit);
    nsqlookupd.kill9();
    return code;
  }

  @Override
  public String output() {
    return nsqd.output();
  }

  @Override
  public String logTail() {
    return nsqd.logTail();
  }

  @Override
  public void close() throws IOException {
    kill9();
    if (options.dataPath() == null) {
      WorkDirectory.delete(dataPath);
    }
  }
}
