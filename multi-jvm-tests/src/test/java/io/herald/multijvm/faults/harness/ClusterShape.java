package io.herald.multijvm.faults.harness;

import java.util.List;

/**
 * Which nodes a fault needs.
 *
 * @param nodeCount how many
 * @param isJoined false: they do not know of each other
 * @param isProxied true: clients reach each node through a {@link FaultProxy}
 * @param hasCassandra true: one Cassandra keeps everything, and each node reaches it through a
 *     proxy of its own
 * @param isInNamespaces true: each node has a network of its own that can be cut; root only
 * @param flags more flags for each node
 */
public record ClusterShape(
    String name,
    int nodeCount,
    boolean isJoined,
    boolean isProxied,
    boolean hasCassandra,
    boolean isInNamespaces,
    List<String> flags) {
  /** A silent node is downed about 6 s after it was heard last. */
  private static final List<String> QUICK_DOWNING =
      List.of("--cluster-failure-after=3s", "--cluster-stable-after=3s");

  /**
   * A silent node's partitions are taken about 7 s after it was heard last, and one that comes back
   * soon gets some.
   */
  private static final List<String> QUICK_TAKEOVER =
      List.of(
          "--cluster-failure-after=3s",
          "--cluster-stable-after=3s",
          "--lease-duration=4s",
          "--rebalance-interval=2s");

  /** One node with the embedded store. */
  public static final ClusterShape ONE =
      new ClusterShape("one node", 1, false, false, false, false, List.of());

  /** The same; clients go through a proxy. */
  public static final ClusterShape ONE_PROXIED =
      new ClusterShape("one node behind a proxy", 1, false, true, false, false, List.of());

  /** Three nodes with stores of their own, which do not know of each other, as nsqds do. */
  public static final ClusterShape THREE_ALONE =
      new ClusterShape("three nodes alone", 3, false, false, false, false, List.of());

  /** Three nodes with stores of their own that find each other: placement local. */
  public static final ClusterShape THREE_LOCAL =
      new ClusterShape("three local nodes", 3, true, false, false, false, QUICK_DOWNING);

  /** One node that keeps everything in Cassandra. */
  public static final ClusterShape ONE_CASSANDRA =
      new ClusterShape("one node on Cassandra", 1, false, false, true, false, List.of());

  /** Two nodes that keep everything in Cassandra, and no partition moves because of its load. */
  public static final ClusterShape TWO_SHARDED =
      new ClusterShape("two sharded nodes", 2, true, false, true, false, QUICK_DOWNING);

  /** The same, and partitions move as with three. */
  public static final ClusterShape TWO_SHARDED_MOVING =
      new ClusterShape("two sharded nodes, moving", 2, true, false, true, false, QUICK_TAKEOVER);

  /** Three nodes that keep everything in Cassandra: placement sharded. */
  public static final ClusterShape THREE_SHARDED =
      new ClusterShape("three sharded nodes", 3, true, false, true, false, QUICK_TAKEOVER);

  /** The same, each in a network namespace. */
  public static final ClusterShape THREE_LOCAL_PARTED =
      new ClusterShape("three local nodes, apart", 3, true, false, false, true, QUICK_DOWNING);

  /** The same, each in a network namespace. */
  public static final ClusterShape THREE_SHARDED_PARTED =
      new ClusterShape("three sharded nodes, apart", 3, true, false, true, true, QUICK_TAKEOVER);

  public ClusterShape {
    flags = List.copyOf(flags);
  }

  @Override
  public String toString() {
    return name;
  }
}
