package io.herald.client.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key and its certificate, for tests and trials, never for production. Made by {@link
 * TestCertificates#issue}.
 */
public final class TestIdentity {
  private final KeyPair pair;
  private final List<X509Certificate> chain;

  TestIdentity(KeyPair pair, List<X509Certificate> chain) {
    this.pair = pair;
    this.chain = List.copyOf(chain);
  }

  /** The certificate, then the one of the CA that signed it. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The private key. */
  public PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /** Writes the chain as a PEM file, the leaf first. */
  public void writeCertificate(Path file) {
    writeCertificates(file, chain);
  }

  /** Writes the private key as a PEM file. Throws IllegalArgumentException if it cannot be so. */
  public void writeKey(Path file, KeyFormat format) {
    write(file, format.pem(pair));
  }

  /** Writes {@code cert.pem} and {@code key.pem}, in PKCS#8, into a directory. */
  public void writeTo(Path directory) {
    writeCertificate(directory.resolve("cert.pem"));
    writeKey(directory.resolve("key.pem"), KeyFormat.PKCS8);
  }

  static void writeCertificates(Path file, List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(KeyFormat.block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(file, text.toString());
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
