package io.herald.broker.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Who a client certificate names. */
public final class ClientCertificate {
  private ClientCertificate() {}

  /**
   * The common name of the subject.
   *
   * @param chain the client's own certificate first
   * @return empty if there is none
   */
  public static String commonName(Certificate[] chain) {
    if (chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
      return "";
    }
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      for (Rdn part : subject.getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
      return "";
    } catch (InvalidNameException odd) {
      return "";
    }
  }
}
