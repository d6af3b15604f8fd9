package io.herald.lookup.registry;

/**
 * One producer's connection: the node whose port 4160 it is connected to, and a number that this
 * node gives once. nsqlookupd takes the connection's remote address, which two nodes may share.
 *
 * @param owner the node that writes, and alone may write, this producer's registrations
 * @param serial 0 for the node's own broker, which has no connection; others count from 1
 */
public record ProducerId(NodeId owner, long serial) implements Comparable<ProducerId> {

  /** The serial of the node's own broker. */
  public static final long OWN_BROKER = 0;

  @Override
  public int compareTo(ProducerId other) {
    int byOwner = owner.compareTo(other.owner);
    return byOwner != 0 ? byOwner : Long.compare(serial, other.serial);
  }
}
