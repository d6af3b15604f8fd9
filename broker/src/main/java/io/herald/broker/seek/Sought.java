package io.herald.broker.seek;

import io.herald.broker.delivery.SeekEffect;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.PartitionAnswer;

/**
 * What moving a channel has done in one partition, or would do.
 *
 * @param was up to which offset everything was finished before
 * @param offset where the channel goes on
 * @param end behind the last message that it may read
 * @param replayed messages that it had finished and gets again
 * @param skipped messages that it had not finished and does not get any more
 * @param dropped messages in flight whose FIN does not count any more
 */
public record Sought(long was, long offset, long end, long replayed, long skipped, int dropped)
    implements PartitionAnswer {

  /** What moving this channel does. */
  public static Sought from(ChannelAccess channel, long offset) {
    SeekEffect effect = channel.ledger().seekEffect(offset);
    return new Sought(
        channel.ledger().ackFloor(),
        offset,
        channel.readableTo(),
        effect.replayed(),
        effect.skipped(),
        effect.dropped());
  }
}
