package io.herald.client.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** What a client accepts and shows, for tests and trials, never for production. */
public final class ClientContexts {
  private ClientContexts() {}

  /** Accepts any server, as {@code curl --insecure} does, and has no certificate. */
  public static SSLContext trustingEverything() {
    return context(null, new TrustManager[] {new TrustsEverything()});
  }

  /** Accepts any server and shows a certificate. */
  public static SSLContext trustingEverything(TestIdentity client) {
    return context(client, new TrustManager[] {new TrustsEverything()});
  }

  static SSLContext trusting(X509Certificate authority, TestIdentity client) {
    try {
      KeyStore trusted = emptyStore();
      trusted.setCertificateEntry("ca", authority);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      return context(client, factory.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context(TestIdentity client, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys = client == null ? null : new KeyManager[] {new AlwaysShows(client)};
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static final class TrustsEverything extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
