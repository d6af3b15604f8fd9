package io.herald.broker.inspect;

import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelVisit;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Whether the books of all channels balance; answered with {@link PartitionBooks}. */
public record CheckBooks() implements PartitionRequest {
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    long releasedBefore = partition.releasedTo();
    long firstBefore = partition.firstOffset();
    List<CompletableFuture<ChannelBooks>> books = new ArrayList<>();
    partition.channels().stream()
        .sorted()
        .forEach(
            name -> {
              var look =
                  new ChannelVisit<ChannelBooks>(
                      name, (channel, seen) -> ChannelAudit.begin(name, channel, seen));
              books.add(look.seen());
              partition.ask(look, asker);
            });
    partition.when(
        CompletableFuture.allOf(books.toArray(CompletableFuture[]::new)),
        (all, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
            return;
          }
          List<ChannelBooks> checked =
              books.stream()
                  .map(each -> against(partition, releasedBefore, firstBefore, each.join()))
                  .toList();
          asker.answer(new PartitionBooks(partition.firstOffset(), partition.tail(), checked));
        });
  }

  /**
   * Compares with the partition's log as it was before the channel was asked: it may have grown
   * since, and have lost what was finished meanwhile.
   */
  private static ChannelBooks against(
      PartitionAccess partition, long releasedBefore, long first, ChannelBooks books) {
    ChannelBooks compared = books;
    if (books.readableTo() < releasedBefore) {
      compared = compared.and("released, but not shown", books.readableTo(), releasedBefore);
    }
    if (books.readableTo() > partition.releasedTo()) {
      compared = compared.and("shown, but not there", partition.releasedTo(), books.readableTo());
    }
    if (books.isStored() && books.oldestUnfinished() < first) {
      compared = compared.and("not finished, but not in the log", books.oldestUnfinished(), first);
    }
    return compared;
  }
}
