package io.herald.persistence.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's health: bad after a failed write or fsync, good again after a good one. A full
 * disk fails thousands of writes a second; only the first and then one in ten seconds is logged.
 */
final class HealthRecord {
  private static final Logger log = LoggerFactory.getLogger(HealthRecord.class);

  private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

  private final Clock clock;
  private volatile StoreHealth health;
  private volatile Instant lastLogged = Instant.MIN;

  HealthRecord(Clock clock) {
    this.clock = clock;
    this.health = new StoreHealth(true, "OK", clock.instant());
  }

  StoreHealth health() {
    return health;
  }

  void succeeded() {
    if (!health.isHealthy()) {
      log.info("the store can write again");
      health = new StoreHealth(true, "OK", clock.instant());
    }
  }

  void failed(String what, Throwable cause) {
    Instant now = clock.instant();
    StoreHealth before = health;
    if (before.isHealthy() || now.isAfter(lastLogged.plus(LOG_INTERVAL))) {
      lastLogged = now;
      log.error("the store failed to write: {}", what, cause);
    }
    Instant since = before.isHealthy() ? now : before.since();
    health = new StoreHealth(false, what + ": " + cause, since);
  }
}
