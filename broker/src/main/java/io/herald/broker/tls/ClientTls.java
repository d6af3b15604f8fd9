package io.herald.broker.tls;

import io.herald.config.TlsSettings;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * TLS where the node is the client, such as of an auth server: as in nsqd, what {@code
 * --tls-root-ca-file} holds is trusted there too, and {@code --tls-min-version} holds. The node
 * shows no certificate.
 *
 * @param context whom to trust
 * @param parameters which versions
 */
public record ClientTls(SSLContext context, SSLParameters parameters) {

  /**
   * As the settings say; without a file of authorities, those of Java are trusted.
   *
   * @throws TlsFileException if the file has no certificate
   */
  public static ClientTls of(TlsSettings settings) throws TlsFileException {
    OldTls.allowFrom(settings.tlsMinVersion());
    String file = settings.tlsRootCaFile();
    TrustManager[] trust =
        file.isEmpty() ? KeyMaterial.authoritiesOfJava() : KeyMaterial.authorities(Path.of(file));
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust, null);
      SSLParameters parameters = context.getDefaultSSLParameters();
      parameters.setProtocols(settings.tlsMinVersion().javaNamesFromHere());
      return new ClientTls(context, parameters);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every Java has TLS
    }
  }
}
