package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.IN_FLIGHT;

/**
 * What moving a channel to another offset does to its messages.
 *
 * @param replayed finished messages that are delivered again
 * @param skipped messages that are not finished, and not delivered any more
 * @param dropped messages whose delivery under way does not count any more
 */
public record SeekEffect(long replayed, long skipped, int dropped) {

  static SeekEffect of(UnfinishedMessages messages, long target) {
    Counts counts = new Counts(target);
    messages.forEach(counts);
    long skipped = counts.below + Math.max(0, target - messages.end());
    long replayed = Math.max(0, messages.end() - target) - counts.above;
    return new SeekEffect(replayed, skipped, counts.inFlight);
  }

  private static final class Counts implements SlotVisitor {
    private final long target;
    private long below;
    private long above;
    private int inFlight;

    private Counts(long target) {
      this.target = target;
    }

    @Override
    public void visit(long offset, MessageSlots slots, int index) {
      inFlight += slots.state[index] == IN_FLIGHT ? 1 : 0;
      if (offset < target) {
        below++;
      } else {
        above++;
      }
    }
  }
}
