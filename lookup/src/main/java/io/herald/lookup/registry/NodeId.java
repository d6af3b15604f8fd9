package io.herald.lookup.registry;

/**
 * One life of one cluster node. A node that restarts at the same address is another {@code NodeId},
 * so what its former life wrote can never be taken for its own.
 *
 * @param address the node's address in the cluster, such as {@code akka://herald@10.0.0.1:25520}
 * @param incarnation a number that each start of the node draws anew
 */
public record NodeId(String address, long incarnation) implements Comparable<NodeId> {

  @Override
  public int compareTo(NodeId other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Long.compare(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return address + "#" + incarnation;
  }
}
