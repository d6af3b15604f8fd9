package io.herald.broker.request;

import io.herald.protocol.name.ChannelName;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * What a request that is handled in the partition does in a channel, or looks at there; it brings
 * back what it has seen. Never leaves its node; whoever asks is told only if there is no such
 * channel.
 *
 * @param look runs in the channel's actor and completes the future, now or later
 */
public record ChannelVisit<T>(
    ChannelName channel,
    BiConsumer<ChannelAccess, CompletableFuture<T>> look,
    CompletableFuture<T> seen)
    implements ChannelRequest {

  /** Not seen yet. */
  public ChannelVisit(ChannelName channel, BiConsumer<ChannelAccess, CompletableFuture<T>> look) {
    this(channel, look, new CompletableFuture<>());
  }

  @Override
  public void handle(ChannelAccess access, Asker asker) {
    try {
      look.accept(access, seen);
    } catch (RuntimeException failure) { // who only looks does no harm
      seen.completeExceptionally(failure);
    }
  }
}
