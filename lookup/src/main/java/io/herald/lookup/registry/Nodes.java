package io.herald.lookup.registry;

import java.util.Set;

/**
 * The nodes as one of them sees them.
 *
 * @param self that one
 * @param members of the cluster; what others wrote is hidden. An unreachable node is one until the
 *     cluster gives it up
 * @param serving members that are up and reachable, and not on their way out
 */
record Nodes(NodeId self, Set<NodeId> members, Set<NodeId> serving) {
  Nodes {
    members = Set.copyOf(members);
    serving = Set.copyOf(serving);
  }

  /** What a node knows before the cluster has told it anything. */
  static Nodes only(NodeId self) {
    return new Nodes(self, Set.of(), Set.of());
  }

  /** Whether a node's producers are listed; the own ones always are. */
  boolean isMember(NodeId node) {
    return node.equals(self) || members.contains(node);
  }
}
