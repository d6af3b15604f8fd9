package io.herald.broker.request;

import io.herald.protocol.name.ChannelName;

/** Drops a channel's messages, whatever their state; answered with {@link Applied}. */
public record EmptyChannel(ChannelName channel) implements ChannelRequest {
  @Override
  public void handle(ChannelAccess access, Asker asker) {
    access.empty(Long.MAX_VALUE, asker::settle);
  }
}
