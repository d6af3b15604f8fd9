package io.herald.apps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.setup.ActorSystemSetup;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.herald.client.tls.KeyFormat;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node says of its cluster's certificates when it starts. */
class ClusterTlsStartTest {
  private final TestCertificates ca = TestCertificates.create("cluster CA");

  @TempDir private Path directory;

  private Path tls;

  @BeforeEach
  void write() throws IOException {
    tls = Files.createDirectories(directory.resolve("tls"));
    ca.writeCa(tls.resolve("ca.pem"));
    ca.issue("node", KeyKind.EC_P256).writeTo(tls);
  }

  @Test
  void filesThatCannotBeUsedAreNamed() throws IOException {
    ca.issue("another", KeyKind.EC_P256).writeKey(tls.resolve("key.pem"), KeyFormat.SEC1);
    expectRefusal("key.pem: is not the key of the certificate in " + tls.resolve("cert.pem"));
    Files.delete(tls.resolve("key.pem"));
    expectRefusal("key.pem: cannot be read");
    Files.writeString(tls.resolve("cert.pem"), "no certificate");
    expectRefusal("cert.pem: has no certificate");
    Files.delete(tls.resolve("ca.pem"));
    expectRefusal("ca.pem: cannot be read");
  }

  @Test
  void withoutASettingNodesTalkInTheClear() {
    ActorSystemSetup setup = ClusterTls.setup(Settings.defaults());
    assertThat(setup.get(SSLEngineProviderSetup.class)).isEmpty();
  }

  @Test
  void aNodeStartsWithGoodFiles() throws Exception {
    try (Fork node = start().awaitLine("READY")) {
      node.signal("TERM");
      assertThat(node.exitCode()).isZero();
      assertThat(node.errors()).isEmpty();
    }
  }

  @Test
  void aNodeWithBadFilesSaysSoInOneLineAndTakesNothing() throws Exception {
    Files.delete(tls.resolve("ca.pem"));
    try (Fork node = start()) {
      assertThat(node.exitCode()).isEqualTo(1);
      assertThat(node.errors())
          .containsExactly(
              "herald: cannot start: --cluster-tls-path: "
                  + tls.resolve("ca.pem")
                  + ": cannot be read");
      assertThat(directory.resolve("data")).doesNotExist();
    }
  }

  private void expectRefusal(String words) {
    Settings settings = Settings.ofFlags("--cluster-tls-path=" + tls);
    assertThatThrownBy(() -> ClusterTls.setup(settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("--cluster-tls-path: " + tls + "/" + words);
  }

  private Fork start() throws Exception {
    return Fork.main(
        directory,
        Main.class,
        "start",
        "--tcp-address=127.0.0.1:0",
        "--http-address=127.0.0.1:0",
        "--lookup-tcp-address=127.0.0.1:0",
        "--lookup-http-address=127.0.0.1:0",
        "--cluster-tls-path=" + tls);
  }
}
