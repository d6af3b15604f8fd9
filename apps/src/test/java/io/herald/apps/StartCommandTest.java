package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.config.HeraldVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code herald start} as a process: what it prints, and how it ends. */
class StartCommandTest {
  @TempDir private Path directory;

  @Test
  void theStartScreenSaysWhereToConnectAndEndsWithReady() throws Exception {
    try (Fork node = start("--durability=process", "--sync-every=5").awaitLine("READY")) {
      List<String> lines = node.lines();
      assertThat(lines.get(0)).startsWith("Herald " + HeraldVersion.HERALD_VERSION + " (Java ");
      assertThat(String.join("\n", lines))
          .containsPattern("(?m)^  data +" + directory.toRealPath() + "/data$")
          .containsPattern("(?m)^  store +embedded$")
          .containsPattern("(?m)^  durability +process ")
          .containsPattern("(?m)^  TCP +127\\.0\\.0\\.1:[1-9]\\d*$")
          .containsPattern("(?m)^  HTTP +127\\.0\\.0\\.1:[1-9]\\d*$")
          .containsPattern("(?m)^  lookup TCP +127\\.0\\.0\\.1:[1-9]\\d*$")
          .containsPattern("(?m)^  lookup HTTP +127\\.0\\.0\\.1:[1-9]\\d*$")
          .containsPattern("(?m)^  console +0\\.0\\.0\\.0:4171 \\(reserved\\)$")
          .containsPattern("(?m)^  warning +--sync-every has no effect \\(flag\\): ")
          .containsPattern("(?m)^  repaired +cut 17 bytes of a torn record off topic a$");
      assertThat(lines).last().isEqualTo("READY");
      assertThat(node.errors()).isEmpty();
    }
  }

  @Test
  void theStartScreenShowsWhatSpeaksTls() throws Exception {
    String[] secure = {
      "--tls-cert=c", "--tls-key=k", "--tls-required", "--http-auth=token", "--http-auth-file=f"
    };
    try (Fork node = start(secure).awaitLine("READY")) {
      assertThat(String.join("\n", node.lines()))
          .containsPattern("(?m)^  HTTPS +127\\.0\\.0\\.1:[1-9]\\d*$")
          .containsPattern("(?m)^  lookup HTTPS +127\\.0\\.0\\.1:[1-9]\\d*$");
    }
    try (Fork node = start().awaitLine("READY")) {
      assertThat(String.join("\n", node.lines())).doesNotContain("HTTPS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalStopsTheNodeAndTheExitCodeIsZero(String signal) throws Exception {
    try (Fork node = start().awaitLine("READY")) {
      node.signal(signal);
      assertThat(node.exitCode()).isZero();
      assertThat(node.lines()).endsWith("READY", "stopping", "stopped");
    }
  }

  @Test
  void aSignalDuringTheStartEndsItAtOnce() throws Exception {
    try (Fork node = start("--node-name=slow-start").awaitLine("starting")) {
      node.signal("TERM");
      assertThat(node.exitCode()).isZero();
    }
  }

  @Test
  void aSecondSignalDoesNotWait() throws Exception {
    try (Fork node = start("--node-name=slow-stop", "--drain-timeout=10m").awaitLine("READY")) {
      node.signal("TERM");
      node.awaitLine("stopping").signal("TERM");
      assertThat(node.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void aStopThatHangsIsEndedAfterTheDrainTimeout() throws Exception {
    try (Fork node = start("--node-name=slow-stop", "--drain-timeout=10ms").awaitLine("READY")) {
      node.signal("TERM");
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.errors()).containsExactly("herald: not stopped within 1 s, ending");
    }
  }

  @Test
  void aNodeThatEndsByItselfIsAFailure() throws Exception {
    try (Fork node = start("--node-name=dies")) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.lines()).contains("READY", "stopped");
    }
  }

  @Test
  void aPortInUseIsToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Fork node = start("--tcp-address=127.0.0.1:" + taken.getLocalPort())) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.errors()).containsExactly("herald: cannot start: Address already in use");
      assertThat(node.lines()).isEmpty();
    }
  }

  private Fork start(String... flags) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("start"));
    for (String server : List.of("tcp", "http", "https", "lookup-tcp", "lookup-http")) {
      arguments.add("--" + server + "-address=127.0.0.1:0");
    }
    arguments.addAll(List.of(flags));
    return Fork.main(directory, SocketNode.class, arguments.toArray(String[]::new));
  }
}
