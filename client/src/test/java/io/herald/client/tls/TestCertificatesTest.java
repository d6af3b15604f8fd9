package io.herald.client.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCertificatesTest {
  private final TestCertificates ca = TestCertificates.create("a CA");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "RSA_2048, PKCS8, PRIVATE KEY",
    "EC_P256, PKCS8, PRIVATE KEY",
    "RSA_2048, PKCS1, RSA PRIVATE KEY",
    "EC_P256, SEC1, EC PRIVATE KEY",
    "EC_P256, SEC1_WITH_PARAMETERS, EC PARAMETERS"
  })
  void aKeyIsReadBackFromItsFile(KeyKind kind, KeyFormat format, String firstBlock)
      throws Exception {
    TestIdentity identity = ca.issue("someone", kind);
    Path file = directory.resolve("key.pem");
    identity.writeKey(file, format);

    assertThat(Files.readString(file)).startsWith("-----BEGIN " + firstBlock + "-----\n");
    Signature signature = Signature.getInstance(kind.signature());
    signature.initSign(new JcaPEMKeyConverter().getPrivateKey(read(file)));
    byte[] signed = signature.sign();
    signature.initVerify(identity.chain().get(0));
    assertThat(signature.verify(signed)).isTrue();
  }

  @Test
  void aKeyIsNotWrittenInAFormatOfAnotherKind() {
    Path file = directory.resolve("key.pem");
    TestIdentity rsa = ca.issue("someone", KeyKind.RSA_2048);
    TestIdentity ec = ca.issue("someone", KeyKind.EC_P256);

    assertThatThrownBy(() -> rsa.writeKey(file, KeyFormat.SEC1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ec.writeKey(file, KeyFormat.PKCS1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theChainLeadsToTheCa() throws Exception {
    TestIdentity identity = ca.issue("orders", KeyKind.EC_P256);
    Path file = directory.resolve("cert.pem");
    identity.writeCertificate(file);

    X509Certificate leaf;
    X509Certificate root;
    try (var in = Files.newInputStream(file)) {
      var certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in).iterator();
      leaf = (X509Certificate) certificates.next();
      root = (X509Certificate) certificates.next();
      assertThat(certificates.hasNext()).isFalse();
    }
    leaf.verify(root.getPublicKey());
    root.verify(root.getPublicKey());
    leaf.checkValidity();
    assertThat(root).isEqualTo(ca.certificate());
    assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=orders");
    assertThat(leaf.getSubjectAlternativeNames()).hasSize(2);
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
  }

  @Test
  void anExpiredCertificateHasExpired() {
    X509Certificate leaf = ca.issueExpired("late", KeyKind.EC_P256).chain().get(0);

    assertThatThrownBy(leaf::checkValidity).isInstanceOf(CertificateExpiredException.class);
  }

  private static PrivateKeyInfo read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(reader)) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo();
        }
        if (object instanceof PrivateKeyInfo info) {
          return info;
        }
      }
    }
    throw new AssertionError("no key in " + file);
  }
}
