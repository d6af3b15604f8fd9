package io.herald.multijvm.faults.harness;

import java.util.List;

/**
 * Which nodes a fault needs.
 *
 * @param nodeCount how many
 * @param isJoined false: they do not know of each other
 * @param isProxied true: clients reach each node through a {@link FaultProxy}
 * @param flags more flags for each node
 */
public record ClusterShape(
    String name, int nodeCount, boolean isJoined, boolean isProxied, List<String> flags) {
  /** One node with the embedded store. */
  public static final ClusterShape ONE = new ClusterShape("one node", 1, false, false, List.of());

  /** The same; clients go through a proxy. */
  public static final ClusterShape ONE_PROXIED =
      new ClusterShape("one node behind a proxy", 1, false, true, List.of());

  /** Three nodes with stores of their own, which do not know of each other, as nsqds do. */
  public static final ClusterShape THREE_ALONE =
      new ClusterShape("three nodes alone", 3, false, false, List.of());

  public ClusterShape {
    flags = List.copyOf(flags);
  }

  @Override
  public String toString() {
    return name;
  }
}
