package io.herald.broker.seek;

import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.Asker;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.topic.PartitionHistory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks where a target is; answered with {@link Position}.
 *
 * @param partition which one is asked, {@link PartitionRequest#ALL} = every one
 */
public record FindPosition(SeekTarget target, int partition) implements PartitionRequest {
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess access, Asker asker) {
    if (access.id().topic().isEphemeral()) {
      asker.refuse(Reason.INVALID, "topic: an ephemeral one keeps no history");
      return;
    }
    long end = access.releasedTo();
    int index = access.id().index();
    access.when(
        find(access.history(), index, end),
        (found, failure) -> {
          if (failure == null) {
            asker.answer(found);
          } else {
            asker.refuse(failure);
          }
        });
  }

  private CompletionStage<Position> find(PartitionHistory history, int index, long end) {
    long first = Math.min(history.firstOffset(), end);
    return offset(target, history, index, first, end)
        .thenCompose(
            offset ->
                nanos(history, first, end)
                    .thenCombine(
                        nanos(history, Math.max(first, offset), end),
                        (firstNanos, nanos) ->
                            new Position(first, firstNanos, end, offset, nanos)));
  }

  /**
   * Where a target is in a partition; it may be outside of what is kept if it is an offset.
   *
   * @param index of the partition
   * @param first the first offset that is kept
   * @param end behind the last one that counts
   */
  public static CompletionStage<Long> offset(
      SeekTarget target, PartitionHistory history, int index, long first, long end) {
    return switch (target.kind()) {
      case BEGINNING -> CompletableFuture.completedFuture(first);
      case END -> CompletableFuture.completedFuture(end);
      case OFFSET -> CompletableFuture.completedFuture(target.value());
      case COUNT -> CompletableFuture.completedFuture(history.firstEver() + target.value());
      case TIME -> firstFrom(target.nanos(), history, first, end);
      case MESSAGE ->
          target.isOffsetIn(index)
              ? CompletableFuture.completedFuture(target.value())
              : firstFrom(target.nanos(), history, first, end);
    };
  }

  private static CompletionStage<Long> firstFrom(
      long nanos, PartitionHistory history, long first, long end) {
    return history.firstFrom(nanos).thenApply(found -> Math.max(first, Math.min(found, end)));
  }

  private static CompletionStage<Long> nanos(PartitionHistory history, long offset, long end) {
    return offset < end
        ? history.nanosAt(offset).thenApply(nanos -> nanos.orElse(0))
        : CompletableFuture.completedFuture(0L);
  }
}
