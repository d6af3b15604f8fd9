package io.herald.broker.channel;

import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.FrameSlice;
import java.util.ArrayList;
import java.util.List;

/**
 * What one consumer gets in the current round of dispatch, and how much of what it got before has
 * not reached its socket.
 */
final class Outbox {
  private final int partition;
  private final Consumer consumer;
  private final long bytesMax;
  private List<FrameSlice> slices = new ArrayList<>();
  private long unwrittenBytes;
  private boolean held;
  private long shownReady;
  private long shownInFlight;

  Outbox(int partition, Consumer consumer, long bytesMax) {
    this.partition = partition;
    this.consumer = consumer;
    this.bytesMax = bytesMax;
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
    if (!slices.isEmpty()) {
      slices.forEach(slice -> consumer.stats().messageCount.add(slice.count()));
      consumer.connection().tell(new Deliver(partition, slices));
      slices = new ArrayList<>();
    }
  }

  /**
   * Brings the client's counters up to date. They are the sums over its partitions, each of which
   * has an outbox for it.
   */
  void show(long ready, long inFlight) {
    consumer.stats().readyCount.add(ready - shownReady);
    consumer.stats().inFlightCount.add(inFlight - shownInFlight);
    shownReady = ready;
    shownInFlight = inFlight;
  }

  void showInFlight(long inFlight) {
    show(shownReady, inFlight);
  }

  void showReady(long ready) {
    show(ready, shownInFlight);
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
