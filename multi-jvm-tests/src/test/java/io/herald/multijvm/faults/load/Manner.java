package io.herald.multijvm.faults.load;

import java.time.Duration;
import java.util.Optional;

/**
 * What a consumer does with messages it does not finish.
 *
 * @param requeuedPerThousand it requeues, half of them with a delay
 * @param keptPerThousand it touches, and keeps until its connection ends or they time out
 * @param messageTimeout how long it may keep them; nothing for the broker's default
 */
record Manner(int requeuedPerThousand, int keptPerThousand, Optional<Duration> messageTimeout) {
  /** As consumers are. */
  static final Manner UNRELIABLE = new Manner(150, 2, Optional.empty());

  /** Finishes all. */
  static final Manner DRAINING = new Manner(0, 0, Optional.empty());

  /** Most messages time out at least once. */
  static final Manner FORGETFUL = new Manner(100, 500, Optional.of(Duration.ofSeconds(1)));
}
