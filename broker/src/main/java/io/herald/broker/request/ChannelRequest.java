package io.herald.broker.request;

import io.herald.protocol.name.ChannelName;

/** What may be asked of one channel in each partition, or done in it. */
public interface ChannelRequest extends PartitionRequest {
  /** Which channel. */
  ChannelName channel();

  /**
   * Does it and answers {@code asker} once, now or later. Runs in the channel's actor, so it must
   * not block.
   */
  void handle(ChannelAccess channel, Asker asker);

  @Override
  default void handle(PartitionAccess partition, Asker asker) {
    partition.ask(this, asker);
  }
}
