package io.herald.broker.inspect;

import io.herald.broker.request.PartitionAccess;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Reads single messages of a partition by offset, one batch after the other: from the newest
 * batches in memory, or from the store, where the sparse index of the segment leads to within 256
 * KiB of the batch. Messages that follow each other in a batch are read together.
 */
public final class MessageReader {
  private final PartitionAccess partition;
  private final long[] offsets;
  private final int bodyBytesMax;
  private final long totalBytesMax;
  private final BiConsumer<MessagesRead, Throwable> then;
  private final List<StoredMessage> messages = new ArrayList<>();
  private MessageBatch batch;
  private long bytes;
  private int next;

  private MessageReader(
      PartitionAccess partition,
      long[] offsets,
      int bodyBytesMax,
      long totalBytesMax,
      BiConsumer<MessagesRead, Throwable> then) {
    this.partition = partition;
    this.offsets = offsets;
    this.bodyBytesMax = bodyBytesMax;
    this.totalBytesMax = totalBytesMax;
    this.then = then;
  }

  /**
   * Reads the messages at these offsets.
   *
   * @param bodyBytesMax how much of each body is wanted
   * @param totalBytesMax when so many bytes of bodies have been read, the rest is left out
   * @param then gets the messages, or why they cannot be read; runs in the partition's actor
   */
  public static void read(
      PartitionAccess partition,
      long[] offsets,
      int bodyBytesMax,
      long totalBytesMax,
      BiConsumer<MessagesRead, Throwable> then) {
    new MessageReader(partition, offsets, bodyBytesMax, totalBytesMax, then).proceed();
  }

  private void proceed() {
    while (next < offsets.length && bytes < totalBytesMax) {
      if (batch == null || !batch.contains(offsets[next])) {
        partition.when(
            partition.read(offsets[next]),
            (found, failure) -> {
              if (failure != null) {
                then.accept(null, failure);
              } else {
                batch = found.orElse(null);
                take();
                proceed();
              }
            });
        return;
      }
      take();
    }
    then.accept(new MessagesRead(List.copyOf(messages), next < offsets.length), null);
  }

  /** Takes the next message out of the batch, if it is there: it may have been lost. */
  private void take() {
    long offset = offsets[next++];
    if (batch != null && batch.contains(offset)) {
      StoredMessage message = StoredMessage.of(batch, batch.position(offset), offset, bodyBytesMax);
      messages.add(message);
      bytes += message.body().length;
    }
  }
}
