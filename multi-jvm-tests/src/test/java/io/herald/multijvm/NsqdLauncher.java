package io.herald.multijvm;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts a real nsqd and the nsqlookupd beside it, to check that the tests ask for what NSQ does.
 */
final class NsqdLauncher {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private NsqdLauncher() {}

  /** The binary named by {@code -Dherald.nsqd}. */
  static Optional<Path> binary() {
    return Optional.ofNullable(System.getProperty("herald.nsqd")).map(Path::of);
  }

  static BrokerProcess launch(LaunchOptions options, Path dataPath) throws Exception {
    Path program = binary().orElseThrow();
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
    nsqd.awaitLine(Pattern.compile("LOOKUPD\\(.*peer info"), START_LIMIT);
    BrokerProcess.Addresses addresses =
        new BrokerProcess.Addresses(
            address(nsqd, "TCP"), address(nsqd, "HTTP"), lookupTcp, address(lookup, "HTTP"));
    return new BrokerProcess(
        nsqd, List.of(lookup), addresses, dataPath, options.dataPath() == null);
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
}
