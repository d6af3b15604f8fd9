package io.herald.apps.cluster;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Cluster;
import io.herald.broker.log.ClusterLog;
import io.herald.broker.log.LogOrder;
import io.herald.config.Endpoint;
import io.herald.config.GoDuration;
import io.herald.config.LogLevel;
import io.herald.http.LogLevels;
import io.herald.http.MemberAnswer;
import io.herald.http.NodeLevel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The logs of all nodes of the cluster. A node that cannot be reached is among the answers. */
final class EveryLog {
  private final Address self;
  private final ClusterSight sight;
  private final ClusterLog log;

  private EveryLog(Address self, ClusterSight sight, ClusterLog log) {
    this.self = self;
    this.sight = sight;
    this.log = log;
  }

  /** Begins to take orders from other nodes, too; once per actor system. */
  static EveryLog start(ActorSystem<?> system, ClusterSight sight) {
    return new EveryLog(
        Cluster.get(system).selfMember().address(),
        sight,
        ClusterLog.start(system, LogLevels::obey));
  }

  /** Has all nodes carry an order out, at the same time; the stage does not fail. */
  CompletionStage<List<NodeLevel>> carry(LogOrder order) {
    List<CompletableFuture<NodeLevel>> levels =
        sight.answer().members().stream()
            .map(member -> carry(order, member).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(levels.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> levels.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<NodeLevel> carry(LogOrder order, MemberAnswer member) {
    if (member.address().equals(ClusterSight.endpoint(self))) {
      return CompletableFuture.completedFuture(obeyed(member, LogLevels.obey(order)));
    }
    if (!member.reachable()) {
      return CompletableFuture.completedFuture(failed(member, "cannot be reached"));
    }
    return log.order(address(member), order)
        .handle(
            (level, silence) ->
                silence == null
                    ? obeyed(member, level)
                    : failed(member, "no answer within " + GoDuration.format(log.answerWithin())));
  }

  private Address address(MemberAnswer member) {
    Endpoint endpoint = Endpoint.parse(member.address());
    return new Address(self.protocol(), self.system(), endpoint.host(), endpoint.port());
  }

  private static NodeLevel obeyed(MemberAnswer member, LogLevel level) {
    return new NodeLevel(member.name(), member.address(), Optional.of(level), "");
  }

  private static NodeLevel failed(MemberAnswer member, String problem) {
    return new NodeLevel(member.name(), member.address(), Optional.empty(), problem);
  }
}
