package io.herald.broker.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;

/** The subject of a certificate, in forms that can be compared. */
public final class CertificateSubject {
  private CertificateSubject() {}

  /** The subject of the certificate that the other side has shown; empty if it has shown none. */
  public static Optional<X500Principal> of(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate own
          ? Optional.of(own.getSubjectX500Principal())
          : Optional.empty();
    } catch (SSLPeerUnverifiedException withoutCertificate) {
      return Optional.empty();
    }
  }

  /** The whole name, whatever the spelling: capitals and spaces do not count. */
  public static String distinguishedName(X500Principal subject) {
    return subject.getName(X500Principal.CANONICAL);
  }

  /**
   * Reads a distinguished name such as {@code CN=orders,O=Acme}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String distinguishedName(String text) {
    return distinguishedName(new X500Principal(text));
  }

  /** The common name; of several the last in the certificate, as Go takes it. */
  public static Optional<String> commonName(X500Principal subject) {
    try {
      List<Rdn> parts = new LdapName(subject.getName(X500Principal.RFC2253)).getRdns();
      for (int i = parts.size() - 1; i >= 0; i--) {
        Attribute common = parts.get(i).toAttributes().get("CN");
        if (common != null && common.get() instanceof String name) {
          return Optional.of(name);
        }
      }
    } catch (NamingException unreadable) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
