package io.herald.broker.request;

/** What is set for a topic and its channels; answered with {@link ConfigShown}. */
public record ShowConfig() implements PartitionRequest {
  /** All have the same. */
  @Override
  public int partition() {
    return 0;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    asker.answer(new ConfigShown(partition.channels(), partition.config()));
  }
}
