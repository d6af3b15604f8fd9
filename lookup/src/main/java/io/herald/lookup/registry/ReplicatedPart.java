package io.herald.lookup.registry;

import akka.cluster.ddata.AbstractDeltaReplicatedData;
import akka.cluster.ddata.DeltaReplicatedData;
import akka.cluster.ddata.ReplicatedDelta;
import java.util.Optional;

/**
 * A {@link RegistryPart} as Distributed Data replicates it: changes travel as deltas, which are
 * parts with only what changed in them; the whole part travels when a node has missed some.
 */
final class ReplicatedPart extends AbstractDeltaReplicatedData<ReplicatedPart, ReplicatedPart>
    implements ReplicatedDelta {
  static final ReplicatedPart EMPTY = new ReplicatedPart(RegistryPart.EMPTY, null);

  private final RegistryPart part;
  private final RegistryPart change;

  private ReplicatedPart(RegistryPart part, RegistryPart change) {
    this.part = part;
    this.change = change;
  }

  static ReplicatedPart of(RegistryPart part) {
    return new ReplicatedPart(part, null);
  }

  RegistryPart part() {
    return part;
  }

  /** With a change joined, which is what the other nodes will be sent. */
  ReplicatedPart with(RegistryPart made) {
    return new ReplicatedPart(part.join(made), change == null ? made : change.join(made));
  }

  @Override
  public ReplicatedPart mergeData(ReplicatedPart other) {
    return of(part.join(other.part));
  }

  @Override
  public Optional<ReplicatedPart> deltaData() {
    return Optional.ofNullable(change).map(ReplicatedPart::of);
  }

  @Override
  public ReplicatedPart mergeDeltaData(ReplicatedPart delta) {
    return mergeData(delta);
  }

  @Override
  public ReplicatedPart resetDelta() {
    return change == null ? this : of(part);
  }

  @Override
  public DeltaReplicatedData zero() {
    return EMPTY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplicatedPart that && part.equals(that.part);
  }

  @Override
  public int hashCode() {
    return part.hashCode();
  }

  @Override
  public String toString() {
    return "ReplicatedPart(" + part.topics().size() + " topics)";
  }
}
