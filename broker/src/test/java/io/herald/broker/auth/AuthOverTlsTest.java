package io.herald.broker.auth;

import static io.herald.broker.auth.AuthServersTest.answer;
import static io.herald.broker.auth.AuthServersTest.asking;
import static io.herald.broker.auth.AuthServersTest.failure;
import static io.herald.broker.auth.AuthServersTest.query;
import static io.herald.broker.auth.TestAuthServer.ANYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.tls.KeyMaterial;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Auth servers with https get a secret only if they are whom the node trusts. */
@Timeout(60)
class AuthOverTlsTest {
  private static final TestCertificates CA = TestCertificates.create("our CA");

  @TempDir private Path directory;
  private TestAuthServer server;
  private String trustingOurs;

  @BeforeEach
  void startServer() throws Exception {
    CA.writeCa(directory.resolve("ca.pem"));
    CA.issue("auth server", KeyKind.EC_P256).writeTo(directory);
    SSLContext tls =
        KeyMaterial.context(
            directory.resolve("cert.pem"), directory.resolve("key.pem"), new TrustManager[0]);
    server = TestAuthServer.answering(ANYTHING, tls);
    trustingOurs = "--tls-root-ca-file=" + directory.resolve("ca.pem");
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void theAuthoritiesOfTheSettingsAreTrusted() throws Exception {
    try (AuthServers servers = asking(trustingOurs, "https://" + server.address() + "/auth")) {
      assertThat(answer(servers.query(query("s"))).permissionCount()).isEqualTo(1);
      assertThat(server.requests().get(0).path()).isEqualTo("/auth");
    }
  }

  @Test
  void othersAreNotAsked() {
    TestCertificates.create("another CA").writeCa(directory.resolve("other.pem"));
    String trustingOthers = "--tls-root-ca-file=" + directory.resolve("other.pem");
    for (String flag : new String[] {"--node-id=1", trustingOthers}) {
      try (AuthServers servers = asking(flag, "https://" + server.address() + "/auth")) {
        assertThat(failure(servers.query(query("s")))).startsWith("TLS failed: ");
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aCertificateForAnotherNameIsNotEnough() {
    try (AuthServers servers =
        asking(trustingOurs, "https://127.0.0.2:" + server.port() + "/auth")) {
      assertThat(failure(servers.query(query("s")))).startsWith("TLS failed: ");
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aServerThatSpeaksNoTlsHasFailed() {
    try (TestAuthServer plain = TestAuthServer.answering(ANYTHING);
        AuthServers servers = asking(trustingOurs, "https://" + plain.address() + "/auth")) {
      assertThat(failure(servers.query(query("s")))).isNotEmpty(); // it may just say nothing
      assertThat(plain.requests()).isEmpty();
    }
  }
}
