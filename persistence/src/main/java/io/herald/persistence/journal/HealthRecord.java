package io.herald.persistence.journal;

import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the store's health: bad after a failed write or fsync, good again after a good one. */
final class HealthRecord {
  private static final Logger log = LoggerFactory.getLogger(HealthRecord.class);

  private final Clock clock;
  private volatile StoreHealth health;

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
    log.error("the store failed to write: {}", what, cause);
    health = new StoreHealth(false, what + ": " + cause, clock.instant());
  }
}
