package io.herald.lookup.registry;

import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Who is in the cluster, and since when nothing has changed about that. */
final class Membership {
  private final NodeId self;
  private final Set<NodeId> members = new HashSet<>();
  private final Set<NodeId> unreachable = new HashSet<>();
  private Optional<String> leader = Optional.empty();
  private Instant lastChange;

  Membership(NodeId self, Instant now) {
    this.self = self;
    this.lastChange = now;
  }

  static NodeId nodeId(UniqueAddress address) {
    return new NodeId(address.address().toString(), address.longUid());
  }

  Set<NodeId> members() {
    return members;
  }

  /** Whether this node does what one node should do for all. */
  boolean isLeader() {
    return leader.map(self.address()::equals).orElse(false);
  }

  /** Whether all nodes have been there and reachable for so long. */
  boolean isSettled(Duration settleAfter, Instant now) {
    return unreachable.isEmpty() && !lastChange.plus(settleAfter).isAfter(now);
  }

  /** Takes in an event; returns whether the set of members is another now. */
  boolean apply(ClusterEvent.ClusterDomainEvent event, Instant now) {
    if (event instanceof ClusterEvent.LeaderChanged changed) {
      leader = Optional.ofNullable(changed.getLeader()).map(Object::toString);
      return false;
    }
    if (event instanceof ClusterEvent.UnreachableMember lost) {
      lastChange = now;
      unreachable.add(nodeId(lost.member().uniqueAddress()));
      return false;
    }
    if (event instanceof ClusterEvent.ReachableMember found) {
      lastChange = now;
      unreachable.remove(nodeId(found.member().uniqueAddress()));
      return false;
    }
    if (event instanceof ClusterEvent.MemberEvent change) {
      lastChange = now;
      return apply(change.member());
    }
    return false;
  }

  private boolean apply(Member member) {
    NodeId node = nodeId(member.uniqueAddress());
    MemberStatus status = member.status();
    if (status == MemberStatus.removed()) {
      unreachable.remove(node);
      return members.remove(node);
    }
    return members.add(node);
  }
}
