package io.herald.lookup.registry;

import akka.actor.typed.ActorRef;
import akka.cluster.ddata.typed.javadsl.Replicator;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Hands this node's changes to the replicator, which tells the other nodes. */
final class PartWriter {
  private final ActorRef<Replicator.Command> replicator;
  private final ActorRef<Replicator.UpdateResponse<ReplicatedPart>> replyTo;
  private final DeltaBudget deltas = new DeltaBudget();

  /**
   * A writer.
   *
   * @param replyTo hears whether the replicator has taken each change
   */
  PartWriter(
      ActorRef<Replicator.Command> replicator,
      ActorRef<Replicator.UpdateResponse<ReplicatedPart>> replyTo) {
    this.replicator = replicator;
    this.replyTo = replyTo;
  }

  void replicate(int index, RegistryPart change, Instant now) {
    if (deltas.take(PartSerializer.bytes(change).length, now)) {
      update(index, had -> had.with(change));
    } else {
      update(index, had -> ReplicatedPart.of(had.part().join(change)));
    }
  }

  /** See {@link RegistryPart#settled}. */
  void settle(int index, long upTo, Predicate<NodeId> gone) {
    update(index, had -> ReplicatedPart.of(had.part().settled(upTo, gone)));
  }

  private void update(int index, UnaryOperator<ReplicatedPart> change) {
    replicator.tell(
        new Replicator.Update<>(
            PartKey.of(index), ReplicatedPart.EMPTY, Replicator.writeLocal(), replyTo, change));
  }
}
