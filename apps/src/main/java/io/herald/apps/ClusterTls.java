package io.herald.apps;

import akka.actor.setup.ActorSystemSetup;
import akka.remote.artery.tcp.SSLEngineProvider;
import akka.remote.artery.tcp.SSLEngineProviderSetup;
import io.herald.broker.tls.TlsFileException;
import io.herald.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import scala.Option;

/**
 * TLS between nodes, for Artery: both sides of a connection must show a certificate that leads to
 * the cluster's CA. That is all that is asked of it. Its names are not compared with the peer's
 * address: a node says itself in Artery's handshake who it is, so whoever has a certificate of the
 * CA is trusted like any other node, and the CA must be one for this cluster alone.
 *
 * <p>Each handshake is a full one, with the newest files of {@link ClusterTlsFiles}.
 */
final class ClusterTls implements SSLEngineProvider {
  /**
   * Not TLS 1.3: with it about one stop in twenty leaves a connection of Akka's half closed, and
   * the ActorSystem waits for it in vain (akka-core 29162).
   */
  private static final String[] PROTOCOLS = {"TLSv1.2"};

  private final ClusterTlsFiles files;
  private final ClusterTlsRefusals refusals = new ClusterTlsRefusals();

  private ClusterTls(ClusterTlsFiles files) {
    this.files = files;
  }

  /**
   * What an ActorSystem needs beside {@link NodeConfig}: nothing, if nodes talk in the clear.
   *
   * @throws IllegalStateException in one line, if the files cannot be used
   */
  static ActorSystemSetup setup(Settings settings) {
    String directory = settings.cluster().clusterTlsPath();
    if (directory.isEmpty()) {
      return ActorSystemSetup.empty();
    }
    try {
      ClusterTls tls =
          new ClusterTls(
              new ClusterTlsFiles(Path.of(directory), settings.tls().tlsReloadInterval()));
      return ActorSystemSetup.create(SSLEngineProviderSetup.create(system -> tls));
    } catch (TlsFileException unusable) {
      throw new IllegalStateException("--cluster-tls-path: " + unusable.getMessage(), unusable);
    }
  }

  @Override
  public SSLEngine createServerSSLEngine(String hostname, int port) {
    SSLEngine engine = newEngine(false);
    engine.setNeedClientAuth(true);
    return new ObservedEngine(engine, refusals::tell);
  }

  /** Akka logs by itself why such a connection failed. */
  @Override
  public SSLEngine createClientSSLEngine(String hostname, int port) {
    return newEngine(true);
  }

  /** Nothing is left to ask: the handshake has verified the peer's certificate. */
  @Override
  public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  @Override
  public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
    return Option.empty();
  }

  /** An engine that is not told its peer's name does not resume sessions. */
  private SSLEngine newEngine(boolean client) {
    SSLEngine engine = files.newest().createSSLEngine();
    engine.setUseClientMode(client);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setEnabledCipherSuites(
        Arrays.stream(engine.getEnabledCipherSuites())
            .filter(ClusterTls::isStrong)
            .toArray(String[]::new));
    return engine;
  }

  /** Forward secrecy and authenticated encryption: all nodes are Java, so all have it. */
  private static boolean isStrong(String cipherSuite) {
    return (cipherSuite.contains("_GCM_") || cipherSuite.contains("_CHACHA20_"))
        && (cipherSuite.startsWith("TLS_AES_")
            || cipherSuite.startsWith("TLS_CHACHA20_")
            || cipherSuite.startsWith("TLS_ECDHE_"));
  }
}
