package io.herald.broker.topic;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that actors cannot write to or read from the store: while it is away there are thousands of
 * them, so it is one line every few seconds for all. At log level debug Akka tells of each with its
 * cause.
 */
public final class StoreTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(StoreTrouble.class);
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final StoreTrouble OF_THIS_NODE = new StoreTrouble();

  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);

  StoreTrouble() {}

  /**
   * Something has failed that is tried again.
   *
   * @param persistenceId whose events they are
   * @param what has failed, as a sentence goes on behind the id
   */
  public static void tell(String persistenceId, String what) {
    String line = OF_THIS_NODE.line(persistenceId, what, System.nanoTime());
    if (line != null) {
      LOG.warn(line);
    }
  }

  /** The line to log, or null if it is too early for one. */
  String line(String persistenceId, String what, long now) {
    long last = toldAt.get();
    if (now - last < QUIET_NANOS || !toldAt.compareAndSet(last, now)) {
      untold.incrementAndGet();
      return null;
    }
    long others = untold.getAndSet(0);
    return persistenceId
        + " "
        + what
        + ", it tries again"
        + (others == 0 ? "" : "; so did " + others + " before that were not told of");
  }
}
