package io.herald.broker.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What one side of TLS shows and whom it trusts, made from PEM files. */
public final class KeyMaterial {
  private static final char[] NO_PASSWORD = {};

  private KeyMaterial() {}

  /**
   * A context that shows the certificate of the files.
   *
   * @param certificate file with the chain, own certificate first
   * @param key file with its private key
   * @param trust whom to trust
   * @throws TlsFileException if the files do not make a certificate and its key
   */
  public static SSLContext context(Path certificate, Path key, TrustManager[] trust)
      throws TlsFileException {
    List<X509Certificate> chain = PemFile.read(certificate).someCertificates();
    PrivateKey privateKey = PemFile.read(key).firstKey();
    try {
      if (!belongTogether(chain.get(0).getPublicKey(), privateKey)) {
        throw new TlsFileException(key, "is not the key of the certificate in " + certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(chain, privateKey), trust, null);
      return context;
    } catch (GeneralSecurityException unusable) {
      throw new TlsFileException(certificate, "cannot be used: " + unusable, unusable);
    }
  }

  /**
   * Trust in what leads to one of a file's certificates.
   *
   * @throws TlsFileException if the file has no certificate
   */
  public static TrustManager[] authorities(Path file) throws TlsFileException {
    List<X509Certificate> authorities = PemFile.read(file).someCertificates();
    try {
      KeyStore store = emptyStore();
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("ca-" + store.size(), authority);
      }
      return trust(store);
    } catch (GeneralSecurityException unusable) {
      throw new TlsFileException(file, "cannot be used: " + unusable, unusable);
    }
  }

  /** Trust in what leads to one of the authorities that come with Java. */
  static TrustManager[] authoritiesOfJava() {
    try {
      return trust(null);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static TrustManager[] trust(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey key)
      throws GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setKeyEntry("node", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible); // nothing is read
    }
  }

  /** Java finds out only in the first handshake, and then says nothing of use. */
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey)
      throws GeneralSecurityException {
    if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
      return false;
    }
    byte[] anything = {1, 2, 3};
    Signature signature = Signature.getInstance(signatureOf(publicKey.getAlgorithm()));
    signature.initSign(privateKey);
    signature.update(anything);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(anything);
    return signature.verify(signed);
  }

  private static String signatureOf(String keyAlgorithm) {
    return switch (keyAlgorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> keyAlgorithm; // Ed25519 and its like name their one signature
    };
  }
}
