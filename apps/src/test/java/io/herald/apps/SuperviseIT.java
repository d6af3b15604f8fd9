package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./herald start --supervise}: who is started again, and who is not. */
class SuperviseIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("herald.launcher", "../herald")).toAbsolutePath().normalize();
  private static final long LIMIT_NANOS = 60_000_000_000L;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path directory;

  @Test
  void aNodeThatIsKilledIsStartedAgainAndSigtermEndsBoth() throws Exception {
    try (Fork herald = start("one").awaitLine("READY")) {
      ProcessHandle node = herald.child().orElseThrow();
      assertThat(node.destroyForcibly()).isTrue();
      herald.awaitLine("READY", 2);
      assertThat(herald.errors())
          .contains("herald: the node has ended with 137, starting it again in 1 s");
      ProcessHandle second = herald.child().orElseThrow();
      assertThat(second.pid()).isNotEqualTo(node.pid());

      herald.signal("TERM");
      assertThat(herald.exitCode()).isZero();
      assertThat(second.isAlive()).isFalse();
    }
  }

  @Test
  void aDrainIsTheEnd() throws Exception {
    String lookup = FreePort.address();
    try (Fork herald = start("one", "--lookup-http-address=" + lookup).awaitLine("READY")) {
      URI drain = URI.create("http://" + lookup + "/cluster/drain");
      HttpRequest post =
          HttpRequest.newBuilder(drain).POST(HttpRequest.BodyPublishers.noBody()).build();
      assertThat(HTTP.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
      assertThat(herald.exitCode()).isZero();
    }
  }

  @Test
  void aWrongCommandLineIsNotTriedAgain() throws Exception {
    try (Fork herald = start("one", "--node-id=9999")) {
      assertThat(herald.exitCode()).isEqualTo(2);
      assertThat(herald.errors()).hasSize(1);
    }
  }

  /** Of two nodes the one with the lower address stays, so the other is the one that sleeps. */
  @Test
  void aNodeThatTheOthersRemovedEndsAndComesBack() throws Exception {
    List<String> addresses = new ArrayList<>(List.of(FreePort.address(), FreePort.address()));
    addresses.sort(SuperviseIT::byPort);
    String lookup = FreePort.address();
    String[] timing = {"--cluster-failure-after=2s", "--cluster-stable-after=2s"};
    try (Fork stays =
            start(
                    "stays",
                    "--cluster-address=" + addresses.get(0),
                    "--lookup-http-address=" + lookup,
                    timing[0],
                    timing[1])
                .awaitLine("READY");
        Fork sleeps =
            start(
                    "sleeps",
                    "--cluster-address=" + addresses.get(1),
                    "--cluster-seed=" + addresses.get(0),
                    timing[0],
                    timing[1])
                .awaitLine("READY")) {
      assertThat(stays.errors()).isEmpty();
      String sleeper = "\"address\":\"" + addresses.get(1) + "\",\"status\":\"up\"";
      await(() -> cluster(lookup).contains(sleeper));
      long pid = sleeps.child().orElseThrow().pid();
      kill("STOP", pid);
      await(() -> !cluster(lookup).contains(addresses.get(1)));
      kill("CONT", pid);

      sleeps.awaitLine("READY", 2);
      await(() -> cluster(lookup).contains(sleeper));
      assertThat(sleeps.errors())
          .contains(
              "herald: ends by itself: the cluster has removed this node, because it was"
                  + " unreachable or the smaller side",
              "herald: the node has ended with 1, starting it again in 1 s");
    }
  }

  private static int byPort(String left, String right) {
    return Integer.compare(port(left), port(right));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  private static String cluster(String lookup) throws IOException, InterruptedException {
    HttpRequest get = HttpRequest.newBuilder(URI.create("http://" + lookup + "/cluster")).build();
    try {
      return HTTP.send(get, BodyHandlers.ofString()).body();
    } catch (ConnectException notYet) {
      return "";
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("did not come true in time").isLessThan(deadline);
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static void kill(String signal, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
  }

  private Fork start(String name, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(LAUNCHER.toString(), "start", "--supervise", "--data-path=" + name));
    for (String server : List.of("tcp", "http", "lookup-tcp", "lookup-http")) {
      command.add("--" + server + "-address=127.0.0.1:0");
    }
    command.addAll(List.of(flags));
    Path own = Files.createDirectories(directory.resolve(name));
    return Fork.start(own, Map.of("HERALD_HEAP", "200m", "HERALD_GC", "Serial"), command);
  }
}
