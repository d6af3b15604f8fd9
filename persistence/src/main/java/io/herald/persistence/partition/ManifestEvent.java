package io.herald.persistence.partition;

import io.herald.protocol.name.ChannelName;

/** What happens to a partition as a whole; applied by {@link ManifestState#apply}. */
public sealed interface ManifestEvent {

  /** The partition came to be; its first message will have {@code firstOffset}. */
  record PartitionCreated(long firstOffset) implements ManifestEvent {}

  /** Messages from {@code baseOffset} on go to a new segment; no other segment is open. */
  record SegmentOpened(long segment, long baseOffset) implements ManifestEvent {}

  /** The open segment ends at {@code endOffset} and never changes again. */
  record SegmentSealed(long endOffset, long bytes, long sealedAtMillis, SparseIndex index)
      implements ManifestEvent {}

  /**
   * The keys that messages of sealed segments were published under and that are still remembered;
   * what was said of them before is void.
   */
  record PublishKeysKept(KeyLog keys) implements ManifestEvent {}

  /** The oldest segment is gone. */
  record SegmentDeleted(long segment) implements ManifestEvent {}

  /**
   * The topic was full: messages below {@code upTo} are not delivered any more, finished or not,
   * and their segments go.
   */
  record MessagesDropped(long upTo) implements ManifestEvent {}

  /** A channel reads from {@code startOffset} on. */
  record ChannelOpened(ChannelName channel, long startOffset) implements ManifestEvent {}

  /** A channel is gone. */
  record ChannelClosed(ChannelName channel) implements ManifestEvent {}

  /**
   * Messages from {@code offset} on are not given to the channels: the topic is paused or has none.
   */
  record MessagesHeld(long offset) implements ManifestEvent {}

  /** Messages are given to the channels as they come. */
  enum MessagesReleased implements ManifestEvent {
    /** The one instance. */
    INSTANCE
  }
}
