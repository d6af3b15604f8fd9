package io.herald.apps;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that nobody vouches for but its own key. */
final class SelfSigned {
  private SelfSigned() {}

  /** Writes {@code cert.pem} and {@code key.pem} of a new one into a directory. */
  static void writeTo(Path directory) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    X500Name name = new X500Name("CN=selfmade");
    byte[] certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.TEN,
                Date.from(Instant.now().minus(Duration.ofDays(1))),
                Date.from(Instant.now().plus(Duration.ofDays(1))),
                name,
                pair.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    write(directory.resolve("cert.pem"), "CERTIFICATE", certificate);
    write(directory.resolve("key.pem"), "PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  private static void write(Path file, String type, byte[] der) throws Exception {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n");
  }
}
