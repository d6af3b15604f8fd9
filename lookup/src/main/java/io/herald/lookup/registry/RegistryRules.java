package io.herald.lookup.registry;

import java.time.Duration;

/**
 * The registry's times; the first two are nsqlookupd's flags of these names.
 *
 * @param inactiveProducerTimeout a producer not heard of for longer is hidden
 * @param tombstoneLifetime how long a tombstone hides a producer from consumers
 * @param lastSeenInterval how old the last sign of life that other nodes know may grow while the
 *     producer lives; one small write per producer and interval
 * @param settleAfter how old something removed must be before its marker is dropped; longer than
 *     any delay of gossip or difference of clocks, and than the tombstone lifetime
 * @param rowsMax how many topics and channels the registry takes; Distributed Data is for at most
 *     some 100,000 entries
 */
public record RegistryRules(
    Duration inactiveProducerTimeout,
    Duration tombstoneLifetime,
    Duration lastSeenInterval,
    Duration settleAfter,
    int rowsMax) {

  /** nsqlookupd's defaults, and ours where it has none. */
  public static final RegistryRules DEFAULT =
      new RegistryRules(
          Duration.ofSeconds(300),
          Duration.ofSeconds(45),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          100_000);

  /** Checks that nothing is dropped while it still counts. */
  public RegistryRules {
    if (settleAfter.compareTo(tombstoneLifetime) <= 0) {
      throw new IllegalArgumentException(
          "settleAfter must be longer than tombstoneLifetime: " + settleAfter);
    }
  }

  /**
   * The default rules with nsqlookupd's two flags set.
   *
   * @param inactiveProducerTimeout {@code --inactive-producer-timeout}
   * @param tombstoneLifetime {@code --tombstone-lifetime}
   */
  public static RegistryRules of(Duration inactiveProducerTimeout, Duration tombstoneLifetime) {
    Duration settle = DEFAULT.settleAfter;
    Duration twice = tombstoneLifetime.multipliedBy(2);
    return new RegistryRules(
        inactiveProducerTimeout,
        tombstoneLifetime,
        DEFAULT.lastSeenInterval,
        twice.compareTo(settle) > 0 ? twice : settle,
        DEFAULT.rowsMax);
  }
}
