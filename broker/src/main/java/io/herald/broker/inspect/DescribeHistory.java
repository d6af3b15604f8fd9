package io.herald.broker.inspect;

import io.herald.broker.request.Asker;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import java.util.List;

/** From when to when there are messages; answered with {@link HistoryRange}. */
public record DescribeHistory() implements PartitionRequest {
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    long first = partition.firstOffset();
    long tail = partition.tail();
    long[] ends = first < tail ? new long[] {first, tail - 1} : new long[0];
    MessageReader.read(
        partition,
        ends,
        0,
        Long.MAX_VALUE,
        (read, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            asker.answer(new HistoryRange(first, tail, time(read, 0), time(read, 1)));
          }
        });
  }

  /** What cannot be read has no time. */
  private static long time(MessagesRead read, int index) {
    List<StoredMessage> messages = read.messages();
    return messages.size() < 2 ? 0 : messages.get(index).timestampNanos();
  }
}
