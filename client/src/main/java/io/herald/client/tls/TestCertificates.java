package io.herald.client.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that is made on the spot, and certificates for 127.0.0.1 and localhost
 * signed by it, good for servers and clients. For tests and trials, never for production: the CA's
 * key is gone with this object, and nothing can be revoked.
 */
public final class TestCertificates {
  private static final Duration VALIDITY = Duration.ofDays(30);
  private static final int SERIAL_BITS = 120;

  private final KeyKind kind = KeyKind.EC_P256;
  private final KeyPair pair = kind.generate();
  private final X500Name name;
  private final X509Certificate certificate;

  private TestCertificates(String commonName) {
    name = name(commonName);
    certificate = authority();
  }

  /** A new CA of this common name. */
  public static TestCertificates create(String commonName) {
    return new TestCertificates(commonName);
  }

  /** A new key with a certificate for 127.0.0.1 and localhost, valid from yesterday for 30 days. */
  public TestIdentity issue(String commonName, KeyKind leafKind) {
    return issue(commonName, leafKind, Instant.now().minus(Duration.ofDays(1)));
  }

  /** A new key with a certificate that ended yesterday. */
  public TestIdentity issueExpired(String commonName, KeyKind leafKind) {
    return issue(commonName, leafKind, Instant.now().minus(VALIDITY).minus(Duration.ofDays(1)));
  }

  /** The CA's certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes the CA's certificate as a PEM file. */
  public void writeCa(Path file) {
    TestIdentity.writeCertificates(file, List.of(certificate));
  }

  /** For a client that accepts servers of this CA and has no certificate. */
  public SSLContext clientContext() {
    return ClientContexts.trusting(certificate, null);
  }

  /** For a client that accepts servers of this CA and shows a certificate of any CA. */
  public SSLContext clientContext(TestIdentity client) {
    return ClientContexts.trusting(certificate, client);
  }

  private TestIdentity issue(String commonName, KeyKind leafKind, Instant from) {
    KeyPair leaf = leafKind.generate();
    X509v3CertificateBuilder builder = builder(name(commonName), leaf, from);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost")
              }));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return new TestIdentity(leaf, List.of(signed(builder), certificate));
  }

  private X509Certificate authority() {
    X509v3CertificateBuilder builder =
        builder(
            name, pair, Instant.now().minus(VALIDITY).minus(VALIDITY), VALIDITY.multipliedBy(4));
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return signed(builder);
  }

  private X509v3CertificateBuilder builder(X500Name subject, KeyPair subjectPair, Instant from) {
    return builder(subject, subjectPair, from, VALIDITY);
  }

  private X509v3CertificateBuilder builder(
      X500Name subject, KeyPair subjectPair, Instant from, Duration validity) {
    return new JcaX509v3CertificateBuilder(
        name,
        new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE),
        Date.from(from),
        Date.from(from.plus(validity)),
        subject,
        subjectPair.getPublic());
  }

  private X509Certificate signed(X509v3CertificateBuilder builder) {
    PrivateKey key = pair.getPrivate();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(kind.signature()).build(key)));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a certificate", e);
    }
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }
}
