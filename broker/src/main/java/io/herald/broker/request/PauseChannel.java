package io.herald.broker.request;

import io.herald.protocol.name.ChannelName;

/** Holds a channel's messages back, or lets them go; answered with {@link Applied}. */
public record PauseChannel(ChannelName channel, boolean paused) implements ChannelRequest {
  @Override
  public void handle(ChannelAccess access, Asker asker) {
    access.pause(paused, asker::settle);
  }
}
