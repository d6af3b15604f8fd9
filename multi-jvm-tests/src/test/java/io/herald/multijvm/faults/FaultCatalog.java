package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;
import java.util.ArrayList;
import java.util.List;

/** All faults. Those with the same nodes follow each other, so that these start once. */
final class FaultCatalog {
  /** Of the short profile. */
  static final List<Entry> SHORT =
      List.of(
          new Entry(new Nothing(ClusterShape.ONE), 3, 20_000),
          new Entry(new LostConsumers(ClusterShape.ONE), 1, 15_000),
          new Entry(new AdminStorm(ClusterShape.ONE), 2, 15_000),
          new Entry(new Pause(ClusterShape.ONE), 1, 15_000),
          new Entry(new KillAll(ClusterShape.ONE), 2, 20_000),
          new Entry(new RollingStop(ClusterShape.ONE), 1, 10_000),
          new Entry(new RudeClients(ClusterShape.ONE_PROXIED), 2, 15_000),
          new Entry(new KillOne(ClusterShape.THREE_LOCAL), 1, 20_000),
          new Entry(new Zombie(ClusterShape.THREE_LOCAL), 1, 20_000),
          new Entry(new RollingStop(ClusterShape.THREE_LOCAL), 1, 20_000),
          new Entry(new Membership(ClusterShape.THREE_LOCAL), 1, 10_000),
          new Entry(new Nothing(ClusterShape.THREE_SHARDED), 1, 10_000),
          new Entry(new KillOne(ClusterShape.THREE_SHARDED), 1, 15_000),
          new Entry(new Zombie(ClusterShape.THREE_SHARDED), 1, 20_000),
          new Entry(new RollingStop(ClusterShape.THREE_SHARDED), 1, 20_000),
          new Entry(new CutFromCassandra(ClusterShape.THREE_SHARDED), 1, 10_000),
          new Entry(new KillCassandra(ClusterShape.THREE_SHARDED), 1, 10_000));

  /** Of the long profile, beside those above. */
  private static final List<Entry> LONGER =
      List.of(
          new Entry(new KillOne(ClusterShape.THREE_ALONE), 4, 30_000),
          new Entry(new KillAll(ClusterShape.THREE_LOCAL), 2, 30_000),
          new Entry(new Pause(ClusterShape.THREE_LOCAL), 3, 30_000),
          new Entry(new LostConsumers(ClusterShape.THREE_LOCAL), 2, 20_000),
          new Entry(new Partitions(ClusterShape.THREE_LOCAL_PARTED), 3, 20_000),
          new Entry(new KillAll(ClusterShape.THREE_SHARDED), 1, 10_000),
          new Entry(new Pause(ClusterShape.THREE_SHARDED), 2, 10_000),
          new Entry(new CassandraAway(ClusterShape.THREE_SHARDED), 2, 10_000),
          new Entry(new Membership(ClusterShape.THREE_SHARDED), 1, 10_000),
          new Entry(new Partitions(ClusterShape.THREE_SHARDED_PARTED), 3, 20_000));

  private FaultCatalog() {}

  /** Of the long profile. */
  static List<Entry> all() {
    List<Entry> all = new ArrayList<>(SHORT);
    all.addAll(LONGER);
    return all;
  }

  /**
   * A fault, and how much of it one round takes.
   *
   * @param strikes at least so often
   * @param acknowledged messages to verify, at least
   */
  record Entry(Fault fault, int strikes, long acknowledged) {}
}
