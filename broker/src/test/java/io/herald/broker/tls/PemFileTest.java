package io.herald.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.client.tls.KeyFormat;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import io.herald.client.tls.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PEM files as openssl and others write them. */
class PemFileTest {
  private static final TestCertificates CA = TestCertificates.create("a CA");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "RSA_2048, PKCS8",
    "RSA_2048, PKCS1",
    "EC_P256, PKCS8",
    "EC_P256, SEC1",
    "EC_P256, SEC1_WITH_PARAMETERS"
  })
  void everyFormOfKeyMakesAContext(KeyKind kind, KeyFormat format) throws Exception {
    TestIdentity node = CA.issue("node", kind);
    node.writeCertificate(file("cert.pem"));
    node.writeKey(file("key.pem"), format);
    assertThat(PemFile.read(file("key.pem")).firstKey().getAlgorithm())
        .isEqualTo(node.privateKey().getAlgorithm());
    assertThat(PemFile.read(file("cert.pem")).certificates()).isEqualTo(node.chain());
    assertThat(KeyMaterial.context(file("cert.pem"), file("key.pem"), null)).isNotNull();
  }

  @Test
  void certificateAndKeyMayShareAFileWithTextBetween() throws Exception {
    TestIdentity node = CA.issue("node", KeyKind.EC_P256);
    node.writeTo(directory);
    Path both = file("both.pem");
    Files.writeString(
        both,
        "subject: node\r\n"
            + Files.readString(file("key.pem")).replace("\n", "\r\n")
            + "\nand\n"
            + Files.readString(file("cert.pem")));
    assertThat(KeyMaterial.context(both, both, null)).isNotNull();
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() {
    CA.issue("node", KeyKind.EC_P256).writeTo(directory);
    CA.issue("other", KeyKind.EC_P256).writeKey(file("other.pem"), KeyFormat.PKCS8);
    CA.issue("rsa", KeyKind.RSA_2048).writeKey(file("rsa.pem"), KeyFormat.PKCS1);
    for (String wrong : new String[] {"other.pem", "rsa.pem"}) {
      assertThatThrownBy(() -> KeyMaterial.context(file("cert.pem"), file(wrong), null))
          .isInstanceOf(TlsFileException.class)
          .hasMessage(file(wrong) + ": is not the key of the certificate in " + file("cert.pem"));
    }
  }

  @Test
  void whatIsMissingOrBrokenIsNamed() throws IOException {
    CA.issue("node", KeyKind.EC_P256).writeTo(directory);
    String certificate = Files.readString(file("cert.pem"));
    Files.writeString(file("empty.pem"), "");
    Files.writeString(file("cut.pem"), certificate.substring(0, certificate.length() / 3));
    Files.writeString(file("garbled.pem"), certificate.replace("MII", "AAA"));
    Files.writeString(
        file("encrypted.pem"),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMBQwDgYJKoZIhvcNAQUNMAEEAgEA\n"
            + "-----END ENCRYPTED PRIVATE KEY-----\n");
    expect("empty.pem", "key.pem", "empty.pem: has no certificate");
    expect("key.pem", "key.pem", "key.pem: has no certificate");
    expect("cert.pem", "cert.pem", "cert.pem: has no private key");
    expect("nowhere.pem", "key.pem", "nowhere.pem: cannot be read");
    expect("cut.pem", "key.pem", "cut.pem: is not a usable PEM file");
    expect("garbled.pem", "key.pem", "garbled.pem: is not a usable PEM file");
    assertThatThrownBy(() -> PemFile.read(file("encrypted.pem")))
        .isInstanceOf(TlsFileException.class)
        .hasMessageStartingWith(file("encrypted.pem").toString());
  }

  private void expect(String certificate, String key, String message) {
    assertThatThrownBy(() -> KeyMaterial.context(file(certificate), file(key), null))
        .isInstanceOf(TlsFileException.class)
        .hasMessage(directory + "/" + message);
  }

  private Path file(String name) {
    return directory.resolve(name);
  }
}
