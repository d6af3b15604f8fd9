package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;
import java.util.List;

/** All faults, in the order of the short profile: those with the same nodes follow each other. */
final class FaultCatalog {
  static final List<Entry> ALL =
      List.of(
          new Entry(new Nothing(ClusterShape.ONE), 3, 20_000),
          new Entry(new KillAll(ClusterShape.ONE), 3, 20_000),
          new Entry(new Pause(ClusterShape.ONE), 2, 15_000),
          new Entry(new RollingStop(ClusterShape.ONE), 2, 10_000),
          new Entry(new LostConsumers(ClusterShape.ONE), 2, 10_000),
          new Entry(new AdminStorm(ClusterShape.ONE), 3, 10_000),
          new Entry(new RudeClients(ClusterShape.ONE_PROXIED), 4, 15_000),
          new Entry(new KillOne(ClusterShape.THREE_ALONE), 3, 20_000),
          new Entry(new KillAll(ClusterShape.THREE_ALONE), 1, 10_000),
          new Entry(new Pause(ClusterShape.THREE_ALONE), 2, 15_000),
          new Entry(new RollingStop(ClusterShape.THREE_ALONE), 1, 10_000));

  private FaultCatalog() {}

  /**
   * A fault, and how much of it the short profile takes.
   *
   * @param acknowledged messages to verify, at least
   */
  record Entry(Fault fault, int strikes, long acknowledged) {}
}
