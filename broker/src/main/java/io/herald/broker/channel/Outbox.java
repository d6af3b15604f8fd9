package io.herald.broker.channel;

import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.stats.ClientStats;
import java.util.ArrayList;
import java.util.List;

/**
 * What one consumer gets in the current round of dispatch, and how much of what it got before has
 * not reached its socket.
 */
final class Outbox {
  /** One {@link Deliver} to another node takes no more, unless it is one message. */
  private static final int REMOTE_BYTES_MAX = 256 << 10;

  private final int partition;
  private final Consumer consumer;
  private final long bytesMax;
  private final ClientStats.Part stats;
  private List<FrameSlice> slices = new ArrayList<>();
  private long unwrittenBytes;
  private boolean held;
  private long deliveries;
  private long settlements;

  Outbox(Consumer consumer, int partition, long bytesMax) {
    this.partition = partition;
    this.consumer = consumer;
    this.bytesMax = bytesMax;
    this.stats = consumer.stats().partition(partition);
  }

  /** What the channel counts for the consumer. */
  ClientStats.Part stats() {
    return stats;
  }

  Consumer consumer() {
    return consumer;
  }

  /** Adds frames; those that lie side by side become one slice. */
  void add(FrameSlice slice) {
    int last = slices.size() - 1;
    if (last >= 0 && slices.get(last).isContinuedBy(slice)) {
      slices.set(last, slices.get(last).with(slice));
    } else {
      slices.add(slice);
    }
    unwrittenBytes += slice.sizeBytes();
  }

  void send() {
    if (slices.isEmpty()) {
      return;
    }
    slices.forEach(slice -> stats.messageCount().add(slice.count()));
    if (consumer.isLocal()) {
      consumer.connection().tell(new Deliver(partition, slices));
    } else {
      for (List<FrameSlice> part : DeliverParts.of(slices, REMOTE_BYTES_MAX)) {
        deliveries++;
        consumer.connection().tell(new Deliver(partition, part));
      }
    }
    slices = new ArrayList<>();
  }

  /** The consumer has said something. */
  void settled() {
    settlements++;
  }

  /** Whether everything that the consumer says it has sent has arrived, and what it was sent. */
  Channel.Checked check(long settlementsSent) {
    return new Channel.Checked(deliveries, settlements == settlementsSent);
  }

  void written(long bytes) {
    unwrittenBytes = Math.max(0, unwrittenBytes - bytes);
  }

  /** Whether it has so much to write that it gets no more; it goes on at half of that. */
  boolean isOverfull() {
    held = unwrittenBytes > (held ? bytesMax / 2 : bytesMax);
    return held;
  }
}
