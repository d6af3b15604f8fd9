package io.herald.broker.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A PEM file as nsqd takes it: any number of certificates, and private keys in PKCS#8, PKCS#1 (RSA)
 * or SEC1 (EC) form. Other objects in it are passed over, as openssl writes parameters and texts
 * there, too.
 *
 * @param path where it is, for messages
 * @param certificates in the order of the file
 * @param keys in the order of the file
 */
public record PemFile(Path path, List<X509Certificate> certificates, List<PrivateKey> keys) {
  private static final long BYTES_MAX = 4L << 20;

  public PemFile {
    certificates = List.copyOf(certificates);
    keys = List.copyOf(keys);
  }

  /**
   * Reads a file.
   *
   * @throws TlsFileException if it cannot be read, or holds something broken or encrypted
   */
  public static PemFile read(Path path) throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    List<PrivateKey> keys = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(text(path)))) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof X509CertificateHolder certificate) {
          certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
        } else if (found instanceof PEMKeyPair pair) {
          keys.add(privateKey(pair.getPrivateKeyInfo()));
        } else if (found instanceof PrivateKeyInfo key) {
          keys.add(privateKey(key));
        } else if (found instanceof PEMEncryptedKeyPair
            || found instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw new TlsFileException(path, "the key is encrypted; it must be in the clear");
        }
      }
    } catch (IOException | CertificateException | RuntimeException broken) {
      throw new TlsFileException(path, "is not a usable PEM file", broken);
    }
    return new PemFile(path, certificates, keys);
  }

  /** The certificates, of which there must be one. */
  public List<X509Certificate> someCertificates() throws TlsFileException {
    if (certificates.isEmpty()) {
      throw new TlsFileException(path, "has no certificate");
    }
    return certificates;
  }

  /** The first private key, which must be there. */
  public PrivateKey firstKey() throws TlsFileException {
    if (keys.isEmpty()) {
      throw new TlsFileException(path, "has no private key");
    }
    return keys.get(0);
  }

  /** A key must not show up in a log. */
  @Override
  public String toString() {
    return "PemFile[" + path + "]";
  }

  private static PrivateKey privateKey(PrivateKeyInfo info) throws PEMException {
    return new JcaPEMKeyConverter().getPrivateKey(info);
  }

  private static String text(Path path) throws TlsFileException {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw new TlsFileException(path, "is larger than " + BYTES_MAX + " bytes");
      }
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new TlsFileException(path, "cannot be read", unreadable);
    }
  }
}
