package io.herald.client.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** How a private key is written in a PEM file, as openssl and others do it. */
public enum KeyFormat {
  /** {@code PRIVATE KEY}, for any kind of key. */
  PKCS8,

  /** {@code RSA PRIVATE KEY}. */
  PKCS1,

  /** {@code EC PRIVATE KEY}. */
  SEC1,

  /**
   * The same behind a block {@code EC PARAMETERS}, as {@code openssl ecparam -genkey} writes it.
   */
  SEC1_WITH_PARAMETERS;

  /** The text of a PEM file. Throws IllegalArgumentException if the key is of another kind. */
  String pem(KeyPair pair) {
    PrivateKey key = pair.getPrivate();
    boolean curve = key instanceof ECPrivateKey;
    if (this != PKCS8 && curve != (this != PKCS1)) {
      throw new IllegalArgumentException(this + " is not for keys of " + key.getAlgorithm());
    }
    try {
      return switch (this) {
        case PKCS8 -> block("PRIVATE KEY", key.getEncoded());
        case PKCS1 -> block("RSA PRIVATE KEY", PrivateKeyInfo.getInstance(key.getEncoded()));
        case SEC1 -> block("EC PRIVATE KEY", sec1(pair));
        case SEC1_WITH_PARAMETERS ->
            block("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded())
                + block("EC PRIVATE KEY", sec1(pair));
      };
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a key of " + key.getAlgorithm(), e);
    }
  }

  /** The JDK leaves curve and public key out of its own encoding; openssl writes both. */
  private static ASN1Encodable sec1(KeyPair pair) {
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
        256,
        ((ECPrivateKey) pair.getPrivate()).getS(),
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData(),
        SECObjectIdentifiers.secp256r1);
  }

  private static String block(String type, PrivateKeyInfo info) throws IOException {
    return block(type, info.parsePrivateKey());
  }

  private static String block(String type, ASN1Encodable object) throws IOException {
    return block(type, object.toASN1Primitive().getEncoded());
  }

  static String block(String type, byte[] der) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    }
    return text.toString();
  }
}
