package io.herald.broker.cancel;

import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.inspect.ChannelView;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelRequest;
import io.herald.protocol.name.ChannelName;

/**
 * Takes a message out of a channel, for a {@link CancelMessage}. Never leaves its node.
 *
 * @param dueMillis when it was published for, in milliseconds since 1970; 0 = at once
 */
record CancelOffset(ChannelName channel, long offset, long dueMillis) implements ChannelRequest {
  @Override
  public void handle(ChannelAccess access, Asker asker) {
    ChannelTrace before = new ChannelView(channel, access).trace(offset);
    access.cancel(
        offset,
        dueMillis,
        isCancelled -> asker.answer(new CancelOutcome(isCancelled, before)),
        asker::refuse);
  }
}
