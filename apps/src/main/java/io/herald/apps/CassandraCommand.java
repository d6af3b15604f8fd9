package io.herald.apps;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.herald.apps.cassandra.CassandraJava;
import io.herald.apps.cassandra.CassandraJvm;
import io.herald.apps.cassandra.CassandraOptions;
import io.herald.apps.cassandra.CommitLogSync;
import io.herald.apps.cassandra.Confinement;
import io.herald.persistence.cassandra.CqlProbe;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code herald cassandra}: a server in the foreground, until SIGTERM, SIGINT or its own end. */
@Command(
    name = "cassandra",
    description = "Run an Apache Cassandra of one node on 127.0.0.1, for trying Herald out.",
    sortOptions = false)
final class CassandraCommand implements Callable<Integer> {
  private static final int STOPPED = 0;
  private static final int FAILED = 1;
  private static final int STOP_SECONDS = 30;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int PORT_MAX = 65_535;

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec;

  @Option(
      names = "--data-path",
      paramLabel = "DIR",
      required = true,
      description = "Where it keeps its data, configuration and log.")
  private Path dataPath;

  @Option(
      names = "--port",
      defaultValue = "9042",
      paramLabel = "PORT",
      description = "Where it speaks CQL [${DEFAULT-VALUE}].")
  private int port;

  @Option(
      names = "--storage-port",
      defaultValue = "7000",
      paramLabel = "PORT",
      description = "Its port for other servers; keep it for the same data [${DEFAULT-VALUE}].")
  private int storagePort;

  @Option(
      names = "--commitlog-sync",
      defaultValue = "batch",
      paramLabel = "MODE",
      description =
          "batch: acknowledge behind an fsync; group: the same for several writes at once;"
              + " periodic: before it, so that a power cut loses messages [${DEFAULT-VALUE}].")
  private CommitLogSync commitLogSync;

  @Option(
      names = "--heap-mebibytes",
      defaultValue = "512",
      paramLabel = "N",
      description = "Its heap [${DEFAULT-VALUE}].")
  private int heapMebibytes;

  CassandraCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    check("--port", port, 1, PORT_MAX);
    check("--storage-port", storagePort, 1, PORT_MAX);
    check("--heap-mebibytes", heapMebibytes, 192, 1 << 20);
    CassandraOptions options =
        new CassandraOptions(dataPath, port, storagePort, commitLogSync, heapMebibytes, List.of());
    try {
      refuseTaken(port);
      refuseTaken(storagePort);
      return run(options);
    } catch (IOException failure) {
      err.println("herald: cannot start Cassandra: " + words(failure));
      return FAILED;
    }
  }

  private void check(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          option + "=" + value + ": must be a whole number from " + least + " to " + most);
    }
  }

  private static void refuseTaken(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new IOException(CassandraOptions.HOST + ":" + port + ": " + taken.getMessage(), taken);
    }
  }

  private int run(CassandraOptions options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Confinement.prefix(true));
    command.addAll(CassandraJvm.command(options, CassandraJava.find(System.getenv())));
    File console = options.log().resolveSibling("console.log").toFile();
    StopSignals signals = StopSignals.install();
    signals.started();
    Process server =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(console).start();
    CompletableFuture<Void> ended = server.onExit().thenRun(signals::ask);
    boolean isReady = false;
    while (!isReady && !signals.await(POLL)) {
      isReady = CqlProbe.answers(CassandraOptions.HOST, options.port());
    }
    if (isReady) {
      out.println(readyLine(server, options));
      out.flush();
      signals.await();
    }
    if (ended.isDone()) {
      return ended(server, options, console.toPath());
    }
    stop(server);
    return STOPPED;
  }

  private static String readyLine(Process server, CassandraOptions options) {
    return "Cassandra 5.0 answers at "
        + CassandraOptions.HOST
        + ":"
        + options.port()
        + " (pid "
        + server.pid()
        + ", log "
        + options.log()
        + ")";
  }

  private int ended(Process server, CassandraOptions options, Path console) {
    err.println(
        "herald: Cassandra ended with "
            + server.exitValue()
            + ": "
            + lastError(options.log(), console)
            + " (log: "
            + options.log()
            + ")");
    return FAILED;
  }

  /** Its last complaint; what ends it before it can log stands in its console output. */
  private static String lastError(Path... logs) {
    String last = "no error was logged";
    for (Path log : logs) {
      try {
        for (String line : Files.readAllLines(log)) {
          last = line.contains("ERROR") || line.contains("Exception") ? line.strip() : last;
        }
      } catch (IOException unreadable) {
        // the other one may be readable
      }
    }
    return last;
  }

  private static void stop(Process server) throws InterruptedException {
    server.destroy();
    if (!server.waitFor(STOP_SECONDS, SECONDS)) {
      server.destroyForcibly();
    }
  }

  private static String words(IOException failure) {
    return failure.getClass() == IOException.class
        ? failure.getMessage()
        : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}
