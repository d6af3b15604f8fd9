package io.herald.apps;

import static io.herald.apps.ClusterNode.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.tls.KeyFormat;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes' real ActorSystems with certificates made on the spot: who may join whom. */
class ClusterTlsTest {
  private static final String REFUSED =
      "WARN: cluster TLS: refused a peer, both sides must show a certificate of the cluster's CA: ";

  /** How long a server that does not refuse is heard to say nothing. */
  private static final int SILENCE_MILLIS = 300;

  @TempDir private Path directory;

  private final TestCertificates ca = TestCertificates.create("cluster CA");
  private final TestCertificates otherCa = TestCertificates.create("other CA");
  private final SeenLog log = new SeenLog();
  private Path seedFiles;
  private ClusterNode seed;

  @BeforeEach
  void start() throws IOException {
    seedFiles = files("seed", ca.issue("seed", KeyKind.RSA_2048), KeyFormat.PKCS1);
    seed = ClusterNode.start(seedFiles).alone();
  }

  @AfterEach
  void stop() {
    seed.close();
    log.close();
  }

  @Test
  void nodesOfOneCaJoinWhateverTheirKeysAndNames() throws Exception {
    expectMember(files("joiner", ca.issue("joiner", KeyKind.EC_P256), KeyFormat.SEC1));
    assertThat(log.lines()).noneMatch(line -> line.contains("TLS"));
  }

  @Test
  void aNodeOfAnotherCaIsRefused() throws Exception {
    TestIdentity identity = otherCa.issue("joiner", KeyKind.EC_P256);
    try (ClusterNode node = ClusterNode.start(files("other", identity, KeyFormat.PKCS8))) {
      expectRefusal(node, "Empty client certificate chain");
      expectLine("WARN: [outbound connection to [" + seed.address() + "]");
    }
  }

  @Test
  void aNodeWithASelfSignedCertificateIsRefused() throws Exception {
    Path files = Files.createDirectories(directory.resolve("selfmade"));
    ca.writeCa(files.resolve("ca.pem"));
    SelfSigned.writeTo(files);
    try (ClusterNode node = ClusterNode.start(files)) {
      expectRefusal(node, "Empty client certificate chain");
    }
  }

  @Test
  void aNodeWithoutTlsIsRefused() {
    try (ClusterNode node = ClusterNode.start()) {
      expectRefusal(node, "Unrecognized SSL message, plaintext connection?");
    }
  }

  @Test
  void aNodeDoesNotTrustASeedOfAnotherCa() throws Exception {
    Path files = files("other", ca.issue("joiner", KeyKind.EC_P256), KeyFormat.PKCS8);
    otherCa.writeCa(files.resolve("ca.pem"));
    try (ClusterNode node = ClusterNode.start(files)) {
      expectRefusal(node, "Received fatal alert: certificate_unknown");
    }
  }

  @Test
  void whoeverConnectsMustShowACertificateOfTheCa() throws Exception {
    TestIdentity insider = ca.issue("insider", KeyKind.EC_P256);
    TestIdentity outsider = otherCa.issue("outsider", KeyKind.EC_P256);
    TestIdentity late = ca.issueExpired("late", KeyKind.EC_P256);

    assertThat(isHeard(ca.clientContext(insider))).isTrue();
    assertThat(isHeard(ca.clientContext())).isFalse();
    assertThat(isHeard(ca.clientContext(outsider))).isFalse();
    assertThat(isHeard(ca.clientContext(late))).isFalse();
    expectLine(REFUSED + "Empty client certificate chain");
  }

  @Test
  void changedFilesAreUsedForNewConnectionsAndBrokenOnesAreNot() throws Exception {
    TestIdentity renewed = otherCa.issue("renewed", KeyKind.EC_P256);
    renewed.writeTo(seedFiles);
    trustBoth(seedFiles);
    SSLContext client = otherCa.clientContext(otherCa.issue("client", KeyKind.EC_P256));
    await(() -> shows(client, renewed.chain().get(0)));
    Path unchanged = files("old", ca.issue("old", KeyKind.EC_P256), KeyFormat.PKCS8);
    trustBoth(unchanged);
    expectMember(unchanged);

    Files.writeString(seedFiles.resolve("key.pem"), "nothing");
    await(
        () ->
            shows(client, renewed.chain().get(0))
                && log.lines().stream()
                    .anyMatch(
                        line ->
                            line.equals(
                                "WARN: cluster TLS: changed files are not used: "
                                    + seedFiles.resolve("key.pem")
                                    + ": has no private key")));
  }

  private void expectMember(Path files) {
    try (ClusterNode node = ClusterNode.start(files)) {
      node.join(seed);
      await(() -> seed.members().size() == 2 && node.members().size() == 2);
    }
    await(() -> seed.members().size() == 1); // it has left
  }

  private void expectRefusal(ClusterNode stranger, String reason) {
    stranger.join(seed);
    expectLine(REFUSED + reason);
    assertThat(stranger.members()).isEmpty();
    assertThat(seed.members()).containsExactly(seed.address());
  }

  private void expectLine(String start) {
    await(() -> log.lines().stream().anyMatch(line -> line.startsWith(start)));
  }

  /**
   * Whether the seed listens to Artery's first words. It never answers them, but a peer that it
   * refuses hears an alert or the end.
   */
  private boolean isHeard(SSLContext context) throws IOException {
    try (SSLSocket socket = connect(context)) {
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite()).contains("AES_256_GCM");
      socket.getOutputStream().write("AKKA\1".getBytes(US_ASCII));
      socket.setSoTimeout(SILENCE_MILLIS);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silence) {
      return true;
    } catch (SSLException | SocketException refused) {
      return false;
    }
  }

  private boolean shows(SSLContext context, X509Certificate certificate) {
    try (SSLSocket socket = connect(context)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0].equals(certificate);
    } catch (IOException notYet) {
      return false;
    }
  }

  private SSLSocket connect(SSLContext context) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(seed.endpoint().host(), seed.endpoint().port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private Path files(String node, TestIdentity identity, KeyFormat format) throws IOException {
    Path files = Files.createDirectories(directory.resolve(node));
    ca.writeCa(files.resolve("ca.pem"));
    identity.writeCertificate(files.resolve("cert.pem"));
    identity.writeKey(files.resolve("key.pem"), format);
    return files;
  }

  private void trustBoth(Path files) throws IOException {
    Path second = directory.resolve("second.pem");
    otherCa.writeCa(second);
    Files.writeString(files.resolve("ca.pem"), Files.readString(second), StandardOpenOption.APPEND);
  }
}
