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
  private final Set<NodeId> up = new HashSet<>();
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

  Nodes nodes() {
    Set<NodeId> serving = new HashSet<>(up);
    serving.removeAll(unreachable);
    return new Nodes(self, members, serving);
  }

  /** Whether this node does what one node should do for all. */
  boolean isLeader() {
    return leader.map(self.address()::equals).orElse(false);
  }

  /** Whether all nodes have been there and reachable for so long. */
  boolean isSettled(Duration settleAfter, Instant now) {
    return unreachable.isEmpty() && !lastChange.plus(settleAfter).isAfter(now);
  }

  /** Takes in an event; returns whether {@link #nodes} are others now. */
  boolean apply(ClusterEvent.ClusterDomainEvent event, Instant now) {
    if (event instanceof ClusterEvent.LeaderChanged changed) {
      leader = Optional.ofNullable(changed.getLeader()).map(Object::toString);
      return false;
    }
    if (event instanceof ClusterEvent.UnreachableMember lost) {
      lastChange = now;
      return unreachable.add(nodeId(lost.member().uniqueAddress()));
    }
    if (event instanceof ClusterEvent.ReachableMember found) {
      lastChange = now;
      return unreachable.remove(nodeId(found.member().uniqueAddress()));
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
      up.remove(node);
      return members.remove(node);
    }
    boolean serves = status == MemberStatus.up() || status == MemberStatus.weaklyUp();
    boolean otherwise = serves ? up.add(node) : up.remove(node);
    return members.add(node) || otherwise;
  }
}
