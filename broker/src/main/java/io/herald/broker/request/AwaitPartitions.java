package io.herald.broker.request;

/** Waits until all partitions run; answered with {@link Applied}. */
public record AwaitPartitions() implements PartitionRequest {
  /** A partition is asked when it has recovered what it stores. */
  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    asker.answer(Applied.INSTANCE);
  }
}
