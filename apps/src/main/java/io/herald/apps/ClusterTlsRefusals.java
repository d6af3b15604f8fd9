package io.herald.apps;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that peers were refused, at most once in ten seconds: a node that may not join
 * tries again every second or so, and others who reach the port can try as often as they like.
 */
final class ClusterTlsRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterTlsRefusals.class);
  private static final long GAP_NANOS = TimeUnit.SECONDS.toNanos(10);

  private long toldAt = System.nanoTime() - GAP_NANOS;
  private long untold;

  /** A peer has connected and its handshake failed, whichever side ended it. */
  synchronized void tell(SSLException reason) {
    long now = System.nanoTime();
    if (now - toldAt < GAP_NANOS) {
      untold++;
      return;
    }
    LOG.warn(
        "cluster TLS: refused a peer, both sides must show a certificate of the cluster's CA: {}"
            + " ({} more since the last line)",
        innermost(reason).getMessage(),
        untold);
    toldAt = now;
    untold = 0;
  }

  private static Throwable innermost(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
