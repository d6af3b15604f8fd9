package io.herald.broker.inspect;

import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelRequest;
import io.herald.protocol.name.ChannelName;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * Looks at a channel for a request that is handled in the partition, and brings back what it has
 * seen. Never leaves its node; whoever asks is told only if there is no such channel.
 *
 * @param look runs in the channel's actor and completes the future, now or later
 */
public record ChannelLook<T>(
    ChannelName channel,
    BiConsumer<ChannelAccess, CompletableFuture<T>> look,
    CompletableFuture<T> seen)
    implements ChannelRequest {

  /** Not seen yet. */
  public ChannelLook(ChannelName channel, BiConsumer<ChannelAccess, CompletableFuture<T>> look) {
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
