package io.herald.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import io.herald.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** nsqd's settings of TLS, seen from a client; certificates are made here. */
class ServerTlsTest {
  private static final TestCertificates CA = TestCertificates.create("our CA");
  private static final TestCertificates OTHER_CA = TestCertificates.create("another CA");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private TestIdentity node;

  @BeforeEach
  void writeFiles() {
    node = CA.issue("node", KeyKind.EC_P256);
    node.writeTo(directory);
    CA.writeCa(directory.resolve("ca.pem"));
  }

  @Test
  void versions12And13AreSpokenAndOlderOnesAreNot() throws Exception {
    try (ServerTls tls = start()) {
      assertThat(connect(tls, CA.clientContext(), "TLSv1.2").getProtocol()).isEqualTo("TLSv1.2");
      assertThat(connect(tls, CA.clientContext(), "TLSv1.3").getProtocol()).isEqualTo("TLSv1.3");
    }
    try (ServerTls tls = start("--tls-min-version=tls1.3")) {
      assertThat(connect(tls, CA.clientContext(), "TLSv1.3").getProtocol()).isEqualTo("TLSv1.3");
      assertThatThrownBy(() -> connect(tls, CA.clientContext(), "TLSv1.2"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void withoutAPolicyNoCertificateIsAskedFor() throws Exception {
    try (ServerTls tls = start()) {
      assertThat(connect(tls, CA.clientContext(), "TLSv1.3")).isNotNull();
    }
  }

  @Test
  void requireTakesAnyCertificateButWantsOne() throws Exception {
    try (ServerTls tls = start("--tls-client-auth-policy=require")) {
      TestIdentity stranger = OTHER_CA.issue("stranger", KeyKind.EC_P256);
      assertThat(connect(tls, CA.clientContext(stranger), "TLSv1.2")).isNotNull();
      assertThatThrownBy(() -> connect(tls, CA.clientContext(), "TLSv1.2"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void requireVerifyTakesCertificatesOfItsAuthorityOnly() throws Exception {
    String ca = "--tls-root-ca-file=" + directory.resolve("ca.pem");
    try (ServerTls tls = start("--tls-client-auth-policy=require-verify", ca)) {
      TestIdentity friend = CA.issue("friend", KeyKind.RSA_2048);
      TestIdentity stranger = OTHER_CA.issue("friend", KeyKind.EC_P256);
      TestIdentity late = CA.issueExpired("friend", KeyKind.EC_P256);
      assertThat(connect(tls, CA.clientContext(friend), "TLSv1.3")).isNotNull();
      for (TestIdentity wrong : List.of(stranger, late)) {
        assertThatThrownBy(() -> connect(tls, CA.clientContext(wrong), "TLSv1.2"))
            .isInstanceOf(SSLException.class);
      }
      assertThatThrownBy(() -> connect(tls, CA.clientContext(), "TLSv1.2"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void changedFilesAreUsedAndBrokenOnesAreNot() throws Exception {
    try (ServerTls tls = start("--tls-reload-interval=100ms")) {
      assertThat(shown(tls)).isEqualTo(node.chain().get(0));

      Path certificate = directory.resolve("cert.pem");
      logged("are not used", () -> Files.writeString(certificate, "broken"));
      assertThat(shown(tls)).isEqualTo(node.chain().get(0));

      TestIdentity renewed = CA.issue("node", KeyKind.RSA_2048);
      logged(
          "used from now on",
          () -> {
            renewed.writeTo(directory);
            return null;
          });
      assertThat(shown(tls)).isEqualTo(renewed.chain().get(0));
    }
  }

  @Test
  void filesThatCannotBeUsedStopTheStart() {
    assertThatThrownBy(() -> start("--tls-cert=/nowhere/cert.pem"))
        .isInstanceOf(TlsFileException.class)
        .hasMessage("/nowhere/cert.pem: cannot be read");
  }

  private interface Action {
    Object run() throws Exception;
  }

  /** Does something and waits until the reload says so; half-written files may come first. */
  private static void logged(String text, Action action) throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    ListAppender<ILoggingEvent> lines =
        new ListAppender<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains(text)) {
              seen.countDown();
            }
          }
        };
    Logger logger = (Logger) LoggerFactory.getLogger(ServerTls.class);
    lines.start();
    logger.addAppender(lines);
    try {
      action.run();
      assertThat(seen.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(text).isTrue();
    } finally {
      logger.detachAppender(lines);
    }
  }

  private static X509Certificate shown(ServerTls tls) throws SSLException {
    return (X509Certificate) connect(tls, CA.clientContext(), "TLSv1.3").getPeerCertificates()[0];
  }

  private static SSLSession connect(ServerTls tls, SSLContext context, String version)
      throws SSLException {
    var client = context.createSSLEngine("127.0.0.1", 4150);
    client.setEnabledProtocols(new String[] {version});
    return Handshake.between(client, tls.newEngine());
  }

  private ServerTls start(String... flags) throws TlsFileException {
    List<String> all = new ArrayList<>();
    all.add("--tls-cert=" + directory.resolve("cert.pem"));
    all.add("--tls-key=" + directory.resolve("key.pem"));
    all.addAll(List.of(flags));
    return ServerTls.start(Settings.ofFlags(all.toArray(String[]::new)).tls());
  }
}
