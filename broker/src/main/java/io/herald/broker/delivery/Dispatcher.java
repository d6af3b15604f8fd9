package io.herald.broker.delivery;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Shares messages out among the consumers that have room.
 *
 * <p>A batch is cut into one contiguous run for each consumer, in proportion to its room, so that
 * runs stay long; the consumer that starts changes with every batch, so that batches of one message
 * go around. While one of the consumers samples, messages are shared out one by one.
 */
final class Dispatcher {
  private final SamplePolicy samples;
  private final Map<Long, ConsumerShare> byId = new HashMap<>();
  private ConsumerShare[] bySlot = new ConsumerShare[8];
  private long[] open = new long[1]; // a bit for each slot whose consumer has room
  private int next; // the slot that is asked first
  private long spare; // room of all consumers
  private int sampling; // how many consumers sample
  private int sampleRateMax;

  Dispatcher(SamplePolicy samples) {
    this.samples = samples;
  }

  /** What becomes of one message. */
  interface Allotment {
    /** The consumer gets these; its counts are already up. */
    void give(ConsumerShare consumer, long firstOffset, int count);

    /** All consumers sample, and none of them wants this one. */
    void drop(long offset);
  }

  ConsumerShare add(long id, long msgTimeoutMillis, int sampleRate) {
    if (byId.containsKey(id)) {
      throw new IllegalArgumentException("consumer " + id + " is already here");
    }
    int slot = freeSlot();
    ConsumerShare consumer = new ConsumerShare(id, slot, msgTimeoutMillis, sampleRate);
    byId.put(id, consumer);
    bySlot[slot] = consumer;
    countSampling();
    return consumer;
  }

  void remove(ConsumerShare consumer) {
    update(consumer, 0, consumer.inFlight, true);
    byId.remove(consumer.id);
    bySlot[consumer.slot] = null;
    countSampling();
  }

  /** Null if there is no such consumer. */
  ConsumerShare find(long id) {
    return byId.get(id);
  }

  ConsumerShare at(int slot) {
    return bySlot[slot];
  }

  /** Every slot is below it; many may be empty. */
  int slotCount() {
    return bySlot.length;
  }

  int consumerCount() {
    return byId.size();
  }

  long spare() {
    return spare;
  }

  void ready(ConsumerShare consumer, int count) {
    update(consumer, count, consumer.inFlight, consumer.held);
  }

  void hold(ConsumerShare consumer, boolean held) {
    update(consumer, consumer.readyCount, consumer.inFlight, held);
  }

  void released(ConsumerShare consumer) {
    update(consumer, consumer.readyCount, consumer.inFlight - 1, consumer.held);
  }

  /**
   * Gives out consecutive new messages.
   *
   * @param room how many may be given, at most {@link #spare}
   * @return how many were given or dropped
   */
  int share(long firstOffset, int count, int room, Allotment allotment) {
    if (room <= 0 || count == 0) {
      return 0;
    }
    return sampling == 0
        ? shareRuns(firstOffset, Math.min(count, room), allotment)
        : shareSampled(firstOffset, count, room, allotment);
  }

  /** Who gets a single message now; null if nobody can. It is counted as in flight. */
  ConsumerShare pick(long offset, boolean firstDelivery) {
    int slot = nextOpen(next);
    for (int asked = 0; slot >= 0 && asked < byId.size(); asked++) {
      ConsumerShare consumer = bySlot[slot];
      if (!firstDelivery || samples.takes(consumer.sampleRate, offset)) {
        next = slot + 1;
        update(consumer, consumer.readyCount, consumer.inFlight + 1, consumer.held);
        return consumer;
      }
      slot = nextOpen(slot + 1);
    }
    return null;
  }

  /** Whether every consumer samples and none would take this message. */
  boolean isUnwanted(long offset) {
    return sampling > 0 && sampling == byId.size() && !samples.takes(sampleRateMax, offset);
  }

  private int shareRuns(long firstOffset, int room, Allotment allotment) {
    int left = room;
    long spareLeft = spare;
    int slot = nextOpen(next);
    next = slot + 1;
    while (true) {
      ConsumerShare consumer = bySlot[slot];
      int spareHere = consumer.spare();
      // Rounded up, so that a batch smaller than the number of consumers gives ones, not zeros.
      long product = (long) left * spareHere;
      int share = (int) ((product + spareLeft - 1) / spareLeft);
      update(consumer, consumer.readyCount, consumer.inFlight + share, consumer.held);
      allotment.give(consumer, firstOffset + room - left, share);
      if (share * spareLeft != product) {
        next = slot + 1; // the next batch rounds up behind the last that profited from it
      }
      left -= share;
      spareLeft -= spareHere;
      if (left == 0) {
        return room;
      }
      slot = nextOpen(slot + 1);
    }
  }

  private int shareSampled(long firstOffset, int count, int room, Allotment allotment) {
    int given = 0;
    for (int i = 0; i < count; i++) {
      long offset = firstOffset + i;
      if (isUnwanted(offset)) {
        allotment.drop(offset);
        continue;
      }
      ConsumerShare consumer = given < room ? pick(offset, true) : null;
      if (consumer == null) {
        return i;
      }
      given++;
      allotment.give(consumer, offset, 1);
    }
    return count;
  }

  private void update(ConsumerShare consumer, int readyCount, int inFlight, boolean held) {
    int before = consumer.spare();
    consumer.readyCount = readyCount;
    consumer.inFlight = inFlight;
    consumer.held = held;
    int after = consumer.spare();
    spare += after - before;
    if (after > 0) {
      open[consumer.slot >> 6] |= 1L << consumer.slot;
    } else {
      open[consumer.slot >> 6] &= ~(1L << consumer.slot);
    }
  }

  /** The first open slot from here on, going around; -1 if nobody has room. */
  private int nextOpen(int from) {
    int start = from < bySlot.length ? from : 0;
    int word = start >> 6;
    long bits = open[word] & (-1L << start);
    for (int i = 0; i <= open.length; i++) {
      if (bits != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(bits);
      }
      word = word + 1 == open.length ? 0 : word + 1;
      bits = open[word];
    }
    return -1;
  }

  private int freeSlot() {
    for (int slot = 0; slot < bySlot.length; slot++) {
      if (bySlot[slot] == null) {
        return slot;
      }
    }
    int slot = bySlot.length;
    bySlot = Arrays.copyOf(bySlot, 2 * slot);
    open = Arrays.copyOf(open, (bySlot.length + 63) >> 6);
    return slot;
  }

  private void countSampling() {
    sampling = 0;
    sampleRateMax = 0;
    for (ConsumerShare consumer : byId.values()) {
      sampling += consumer.sampleRate > 0 ? 1 : 0;
      sampleRateMax = Math.max(sampleRateMax, consumer.sampleRate);
    }
  }
}
