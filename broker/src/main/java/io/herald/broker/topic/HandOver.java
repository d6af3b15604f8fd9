package io.herald.broker.topic;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardRegion;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks this node's shard regions to give everything to other nodes, one region after the other. */
final class HandOver {
  private HandOver() {}

  static Behavior<Void> create(List<ActorRef> regions, CompletableFuture<Done> done) {
    if (regions.isEmpty()) {
      done.complete(Done.getInstance());
      return Behaviors.stopped();
    }
    return Behaviors.setup(
        context -> {
          ActorRef region = regions.get(0);
          context.watch(Adapter.<Object>toTyped(region));
          region.tell(ShardRegion.gracefulShutdownInstance(), ActorRef.noSender());
          return Behaviors.receive(Void.class)
              .onSignal(Terminated.class, ended -> create(regions.subList(1, regions.size()), done))
              .build();
        });
  }
}
