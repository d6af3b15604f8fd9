package io.herald.broker.request;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.broker.seek.MoveChannel;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.topic.LogExtent;
import io.herald.broker.topic.PartitionHistory;
import io.herald.broker.topic.Retention;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What a request may use of a partition, while it runs in the partition's actor. */
public interface PartitionAccess {
  /** Which partition it is. */
  PartitionId id();

  /** The first offset that can still be read; {@link #tail} if there is none. */
  long firstOffset();

  /** The offset that the next message gets. */
  long tail();

  /**
   * The first offset that the channels may not read: less than the tail while messages are held.
   */
  long releasedTo();

  /** The channels there are. */
  Set<ChannelName> channels();

  /** Whether the topic holds its messages back. */
  boolean isPaused();

  /** How much is stored now. */
  LogExtent extent();

  /** What of it is kept, and how much it may become. */
  Retention retention();

  /** What is set for the topic and its channels. */
  TopicConfig config();

  /**
   * Adds a channel unless it is there; it gets what has not been given to the others.
   *
   * @param from if it names this partition, the channel begins there and must not be there
   * @param done told when it is stored, or why it is not
   */
  void open(ChannelName channel, List<PartitionOffset> from, Consumer<StatusReply<Done>> done);

  /** Removes a channel with all it remembers, and says so when it is gone. */
  void close(ChannelName channel, Consumer<StatusReply<Done>> done);

  /** Holds messages back from all channels, or lets them go. */
  void pause(boolean paused);

  /** Drops the messages that are held back; completes when that is stored. */
  CompletableFuture<StatusReply<Done>> dropHeld();

  /** This is set for the topic and its channels from now on. */
  void configure(TopicConfig config);

  /** Hands a request to its channel, or refuses it if there is none. */
  void ask(ChannelRequest request, Asker asker);

  /**
   * The batch that holds this offset, from memory or with one read of the store; empty if it is not
   * there. Completes on any thread, so go on with {@link #when}.
   */
  CompletionStage<Optional<MessageBatch>> read(long offset);

  /**
   * What is stored now; it reads on any thread. Not of an ephemeral topic, which stores nothing.
   */
  PartitionHistory history();

  /**
   * Moves a channel, if its target is still in history: that stays until the channel has answered.
   */
  void seek(MoveChannel move, Asker asker);

  /** Goes on in the partition's actor when {@code stage} is complete. */
  <T> void when(CompletionStage<T> stage, BiConsumer<T, Throwable> next);
}
