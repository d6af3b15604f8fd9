package io.herald.broker.cancel;

import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.request.PartitionAnswer;

/**
 * Whether a message was cancelled.
 *
 * @param isCancelled whether it waited for its time and is cancelled now, or was before
 * @param before where it was in the channel
 */
public record CancelOutcome(boolean isCancelled, ChannelTrace before) implements PartitionAnswer {}
