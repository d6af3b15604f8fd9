package io.herald.apps;

import io.herald.broker.tls.KeyMaterial;
import io.herald.broker.tls.TlsFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of {@code --cluster-tls-path}: {@code ca.pem}, one or more CAs, so that a new one
 * can be brought in beside the old one; {@code cert.pem}, the node's certificate, followed by those
 * between it and the CA; and {@code key.pem}. Changed files are used from the next connection on;
 * files that cannot be used change nothing but the log.
 */
final class ClusterTlsFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTlsFiles.class);

  private final Path authorities;
  private final Path certificate;
  private final Path key;
  private final long checkNanos;

  private SSLContext context;
  private List<byte[]> seen;
  private long checkedAt = System.nanoTime();

  /**
   * Reads the files.
   *
   * @param checkInterval how long they are not looked at again
   * @throws TlsFileException if they cannot be used
   */
  ClusterTlsFiles(Path directory, Duration checkInterval) throws TlsFileException {
    authorities = directory.resolve("ca.pem");
    certificate = directory.resolve("cert.pem");
    key = directory.resolve("key.pem");
    checkNanos = checkInterval.toNanos();
    seen = contents();
    context = load();
  }

  /**
   * What the newest usable files say. Three small files are read at most once an interval, which is
   * no harm: Artery asks on a dispatcher of its own, once for each connection.
   */
  synchronized SSLContext newest() {
    long now = System.nanoTime();
    if (now - checkedAt >= checkNanos) {
      checkedAt = now;
      reloadIfChanged();
    }
    return context;
  }

  private void reloadIfChanged() {
    List<byte[]> now = contents();
    if (Arrays.deepEquals(now.toArray(), seen.toArray())) {
      return;
    }
    seen = now;
    try {
      context = load();
      LOG.info("cluster TLS: changed files in {} are used from now on", key.getParent());
    } catch (TlsFileException | RuntimeException unusable) {
      LOG.warn("cluster TLS: changed files are not used: {}", unusable.getMessage());
    }
  }

  private SSLContext load() throws TlsFileException {
    return KeyMaterial.context(certificate, key, KeyMaterial.authorities(authorities));
  }

  /** By content: the time of a file says little where files are links that are swapped. */
  private List<byte[]> contents() {
    return List.of(content(authorities), content(certificate), content(key));
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      return new byte[0]; // reading it as PEM will say so
    }
  }
}
