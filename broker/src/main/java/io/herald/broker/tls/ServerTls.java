package io.herald.broker.tls;

import io.herald.config.TlsClientAuthPolicy;
import io.herald.config.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's side of TLS with its clients. Files are read at start and again whenever their content
 * changes; new connections use what was read last, and files that cannot be used change nothing but
 * the log.
 */
public final class ServerTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);
  private static final long THREAD_LINGER_SECONDS = 30;

  private final TlsSettings settings;
  private final ThreadPoolExecutor handshakes = handshakeThreads();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(daemons("herald-tls-reload"));

  private volatile SSLContext context;

  /** Only the watching thread touches it, once it runs. */
  private List<byte[]> seen;

  private ServerTls(TlsSettings settings) throws TlsFileException {
    this.settings = settings;
    this.seen = contents();
    this.context = load();
  }

  /**
   * Reads the files and begins to watch them.
   *
   * @param settings enabled ones
   * @throws TlsFileException if the files cannot be used
   */
  public static ServerTls start(TlsSettings settings) throws TlsFileException {
    OldTls.allowFrom(settings.tlsMinVersion());
    ServerTls tls = new ServerTls(settings);
    long millis = settings.tlsReloadInterval().toMillis();
    var unused =
        tls.watch.scheduleWithFixedDelay(
            tls::reloadIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    return tls;
  }

  /** The server's side of one new connection. */
  public SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(settings.tlsMinVersion().javaNamesFromHere());
    parameters.setUseCipherSuitesOrder(true);
    parameters.setNeedClientAuth(settings.tlsClientAuthPolicy() != TlsClientAuthPolicy.NONE);
    engine.setSSLParameters(parameters);
    return engine;
  }

  /** Threads for the arithmetic of handshakes, which takes too long for an event loop. */
  public Executor handshakes() {
    return handshakes;
  }

  @Override
  public void close() {
    watch.shutdownNow();
    handshakes.shutdownNow();
  }

  private SSLContext load() throws TlsFileException {
    return KeyMaterial.context(Path.of(settings.tlsCert()), Path.of(settings.tlsKey()), trust());
  }

  private TrustManager[] trust() throws TlsFileException {
    return switch (settings.tlsClientAuthPolicy()) {
      case NONE -> new TrustManager[0];
      case REQUIRE -> new TrustManager[] {new AnyClient()};
      case REQUIRE_VERIFY ->
          settings.tlsRootCaFile().isEmpty()
              ? KeyMaterial.authoritiesOfJava()
              : KeyMaterial.authorities(Path.of(settings.tlsRootCaFile()));
    };
  }

  /** By content: the time of a file says little where files are links that are swapped. */
  private void reloadIfChanged() {
    List<byte[]> now = contents();
    if (Arrays.deepEquals(now.toArray(), seen.toArray())) {
      return;
    }
    seen = now;
    try {
      context = load();
      LOG.info("TLS: certificate files have changed and are used from now on");
    } catch (TlsFileException | RuntimeException unusable) {
      LOG.warn("TLS: changed files are not used: {}", unusable.getMessage());
    }
  }

  private List<byte[]> contents() {
    List<byte[]> contents = new ArrayList<>();
    for (String file : List.of(settings.tlsCert(), settings.tlsKey(), settings.tlsRootCaFile())) {
      contents.add(file.isEmpty() ? new byte[0] : content(Path.of(file)));
    }
    return contents;
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      return new byte[0]; // reading it as PEM will say so
    }
  }

  private static ThreadPoolExecutor handshakeThreads() {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            THREAD_LINGER_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("herald-tls"));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
