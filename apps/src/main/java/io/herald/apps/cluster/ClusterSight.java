package io.herald.apps.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import io.herald.broker.sharding.NodeNotes;
import io.herald.http.ClusterAnswer;
import io.herald.http.MemberAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The cluster as this node sees it, read without asking anybody. */
public final class ClusterSight {
  private static final String DATA_CENTRE = "dc-";
  private static final String CARDS = "herald-node-cards";
  private static final Set<MemberStatus> STAYING =
      Set.of(MemberStatus.up(), MemberStatus.weaklyUp());

  private final Cluster cluster;
  private final String name;
  private volatile Optional<NodeNotes> cards = Optional.empty();

  /**
   * Looks; the node must have joined.
   *
   * @param name the cluster's name
   */
  public ClusterSight(ActorSystem<?> system, String name) {
    this.cluster = Cluster.get(system);
    this.name = name;
  }

  /**
   * Begins to tell the other nodes of this one, and to hear from them.
   *
   * @param own what to tell, asked every second
   */
  public void announce(ActorSystem<?> system, Supplier<NodeCard> own) {
    cards = Optional.of(NodeNotes.start(system, CARDS, () -> own.get().toJson()));
  }

  /** What keeps this node from being a full member; nothing if it is one. */
  public Optional<String> notJoinedBecause() {
    MemberStatus status = cluster.selfMember().status();
    return status == MemberStatus.up()
        ? Optional.empty()
        : Optional.of("is " + word(status) + " in the cluster");
  }

  /** Whether the cluster has no other node, up to now. */
  public boolean isAlone() {
    return cluster.state().members().size() <= 1;
  }

  /** Whether another node is there that stays, as far as is known. */
  public boolean hasSuccessor() {
    CurrentClusterState state = cluster.state();
    for (Member member : state.getMembers()) {
      if (!member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())
          && STAYING.contains(member.status())
          && !state.getUnreachable().contains(member)) {
        return true;
      }
    }
    return false;
  }

  /** Everything, for {@code /cluster}. */
  public ClusterAnswer answer() {
    CurrentClusterState state = cluster.state();
    List<MemberAnswer> members = new ArrayList<>();
    for (Member member : state.getMembers()) {
      members.add(answer(member, !state.getUnreachable().contains(member)));
    }
    members.sort(Comparator.comparing(MemberAnswer::address));
    Address leader = state.getLeader();
    return new ClusterAnswer(
        name, endpoint(cluster.selfAddress()), leader == null ? "" : endpoint(leader), members);
  }

  private MemberAnswer answer(Member member, boolean reachable) {
    NodeCard card = card(member);
    return new MemberAnswer(
        card.name(),
        endpoint(member.address()),
        word(member.status()),
        member.getRoles().stream().filter(role -> !role.startsWith(DATA_CENTRE)).sorted().toList(),
        reachable,
        member.appVersion().version(),
        card.tcp(),
        card.http(),
        card.lookupTcp(),
        card.lookupHttp(),
        card.partitions(),
        card.load());
  }

  private NodeCard card(Member member) {
    return cards
        .flatMap(notes -> notes.of(member.uniqueAddress()))
        .map(NodeCard::fromJson)
        .orElse(NodeCard.UNKNOWN);
  }

  private static String word(MemberStatus status) {
    return status.toString().toLowerCase(Locale.ROOT);
  }

  /** {@code host:port}. */
  static String endpoint(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
