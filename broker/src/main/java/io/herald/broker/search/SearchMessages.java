package io.herald.broker.search;

import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.Asker;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.seek.FindPosition;
import io.herald.broker.seek.SeekTarget;
import io.herald.broker.topic.PartitionHistory;
import java.util.concurrent.CompletionStage;

/**
 * Looks through the history of partitions; answered with {@link SearchFound}. The messages are read
 * from the store and looked at on a thread of its own, one batch at a time.
 *
 * @param partition which one, {@link PartitionRequest#ALL} = every one
 * @param from where it begins; before the first message that is kept, there
 * @param toNanos the last time that is looked at, in nanoseconds since 1970
 * @param filter what is looked for
 * @param limit how many hits of each partition, at least 1
 * @param scanBytes how many bytes of each partition are looked at, but for the last message
 * @param bodyBytesMax how much of each hit's body is wanted
 */
public record SearchMessages(
    int partition,
    SeekTarget from,
    long toNanos,
    MessageFilter filter,
    int limit,
    long scanBytes,
    int bodyBytesMax)
    implements PartitionRequest {

  /** The largest limit. */
  public static final int LIMIT_MAX = 1000;

  @Override
  public void handle(PartitionAccess access, Asker asker) {
    if (access.id().topic().isEphemeral()) {
      asker.refuse(Reason.INVALID, "topic: an ephemeral one keeps no history");
      return;
    }
    long tail = access.tail();
    PartitionHistory history = access.history();
    access.when(
        run(history, access.id().index(), tail),
        (found, failure) -> {
          if (failure == null) {
            asker.answer(found);
          } else {
            asker.refuse(failure);
          }
        });
  }

  private CompletionStage<SearchFound> run(PartitionHistory history, int index, long tail) {
    long first = Math.min(history.firstOffset(), tail);
    return FindPosition.offset(from, history, index, first, tail)
        .thenCompose(
            found -> {
              long start = Math.max(first, Math.min(found, tail));
              HistorySearch search = new HistorySearch(this, start);
              return history.scan(start, search).thenApply(done -> search.found(tail));
            });
  }
}
