package io.herald.client.tls;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** Kinds of keys that certificates are made for. */
public enum KeyKind {
  /** RSA with 2048 bits. */
  RSA_2048("SHA256withRSA"),

  /** Elliptic curve P-256, also called prime256v1 and secp256r1. */
  EC_P256("SHA256withECDSA");

  private final String signature;

  KeyKind(String signature) {
    this.signature = signature;
  }

  /** The algorithm that a key of this kind signs with. */
  String signature() {
    return signature;
  }

  KeyPair generate() {
    try {
      if (this == RSA_2048) {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make a key of " + this, e);
    }
  }
}
