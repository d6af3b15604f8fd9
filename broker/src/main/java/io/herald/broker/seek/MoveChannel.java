package io.herald.broker.seek;

import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelRequest;
import io.herald.protocol.name.ChannelName;

/** The part of {@link SeekChannel} that the channel does; stays on its node. */
public record MoveChannel(ChannelName channel, long offset, boolean dryRun)
    implements ChannelRequest {
  @Override
  public void handle(ChannelAccess access, Asker asker) {
    if (dryRun) {
      asker.answer(Sought.from(access, offset));
    } else {
      access.seek(offset, asker::answer, asker::refuse);
    }
  }
}
