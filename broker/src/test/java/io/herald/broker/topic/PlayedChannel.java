package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.delivery.Burials;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.delivery.Limits;
import io.herald.broker.delivery.Redelivery;
import io.herald.broker.delivery.StoredCursor;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One channel of {@link PartitionModelTest}: its ledger, what is stored of it, its consumers, and
 * of each message whether anything has happened after which it need not be delivered.
 */
final class PlayedChannel {
  private static final long MSG_TIMEOUT = 5000;
  private static final long MAX_MSG_TIMEOUT = 20_000;
  private static final int CONSUMERS = 2;
  private static final int READY = 40;

  /** What the channel's settings are. */
  record Settings(boolean isOrdered, int attemptsMax, long ttlMillis) {}

  private record Held(long consumer, long since, long deadline) {}

  final ChannelName name;
  private final Settings settings;
  private final Limits limits;
  private final StoredPartition log;
  private final SplittableRandom random;
  private final StoredCursor cursor = new StoredCursor();
  private ChannelLedger ledger;

  /** By offset: it was finished, buried, too old, dropped, emptied, jumped over, or not for us. */
  private final BitSet done = new BitSet();

  /** The same, if that is stored: it must never be delivered again. */
  private final BitSet doneStored = new BitSet();

  private BitSet flushedDone;
  private CursorAdvanced flushing;
  private long storedFloor;
  private long droppedTo;
  private final Map<Long, Held> inFlight = new HashMap<>();
  private final Map<Long, Long> notBefore = new HashMap<>(); // REQ with a delay
  private final Map<Long, Long> requeuedTo = new HashMap<>(); // the same, stored or not
  private final List<Long> fetched = new ArrayList<>();
  private final List<Long> toBury = new ArrayList<>();
  private long now;
  private long missingTo; // bytes below may be gone, and the manifest not know
  long deliveries;
  long buried;
  long expired;

  PlayedChannel(String name, Settings settings, StoredPartition log, SplittableRandom random) {
    this.name = new ChannelName(name);
    this.settings = settings;
    this.limits = new Limits(200, MAX_MSG_TIMEOUT, 600_000, settings.isOrdered());
    this.log = log;
    this.random = random;
    open();
  }

  private void open() {
    ledger = new ChannelLedger(limits, cursor.state(), new java.util.Random(random.nextLong()));
    ledger.limitAttempts(settings.attemptsMax());
    ledger.ttl(settings.ttlMillis());
    storedFloor = ledger.ackFloor();
    flushing = null;
    done.clear();
    done.or(doneStored);
    inFlight.clear();
    notBefore.clear();
    fetched.clear();
    toBury.clear();
    for (int consumer = 1; consumer <= CONSUMERS; consumer++) {
      ledger.addConsumer(consumer, MSG_TIMEOUT, 0);
      ledger.ready(consumer, READY);
    }
  }

  /** Everything below it is finished, and that is stored. */
  long storedFloor() {
    return storedFloor;
  }

  /** Whether nothing below {@code offset} is ever needed again, unless it is moved back. */
  boolean hasStoredAllBelow(long offset) {
    return doneStored.nextClearBit(0) >= offset;
  }

  /** One random thing that a channel does. */
  void step(long nowMillis) {
    now = nowMillis;
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> read();
      case 3, 4, 5 -> answer();
      case 6 -> {
        take();
        redeliver();
      }
      case 7 -> ledger.expire(now);
      case 8 -> bury();
      default -> {
        if (random.nextInt(3) == 0) {
          flush();
        } else if (random.nextInt(40) == 0) {
          drop();
        }
      }
    }
    check();
  }

  private void check() {
    assertThat(ledger.ackFloor())
        .as("%s has passed what nothing has happened to", name)
        .isLessThanOrEqualTo(done.nextClearBit(0));
  }

  // ---- new messages

  private void read() {
    long at = ledger.readOffset();
    if (at == log.tail()) {
      return;
    }
    MessageBatch batch = log.batchWith(at);
    if (batch == null) {
      lose(at, log.firstFrom(at));
      ledger.skipUnread(log.firstFrom(at));
    } else if (!batch.origin().isFor(name)) {
      ledger.passOver(batch.endOffset());
      done.set((int) at, (int) batch.endOffset());
    } else {
      int count = (int) (batch.endOffset() - at);
      long[] next = {at};
      int taken =
          ledger.offer(
              at,
              count,
              batch.deferrals(),
              batch.publishedMillis(),
              now,
              (consumer, first, n) -> {
                takenWithoutDelivery(batch, next[0], first);
                next[0] = first + n;
                for (long offset = first; offset < first + n; offset++) {
                  delivered(consumer, offset, 1);
                }
              });
      takenWithoutDelivery(batch, next[0], at + taken);
    }
  }

  private void takenWithoutDelivery(MessageBatch batch, long from, long to) {
    for (long offset = from; offset < to; offset++) {
      boolean mustWait = batch.deferrals().dueMillisOf(offset) > now;
      if (!mustWait && !done.get((int) offset)) {
        assertThat(isTooOld(batch, offset)).as("why %d was not delivered", offset).isTrue();
        done.set((int) offset);
        expired++;
      }
    }
  }

  private boolean isTooOld(MessageBatch batch, long offset) {
    return settings.ttlMillis() > 0 && batch.bornMillis(offset) + settings.ttlMillis() <= now;
  }

  /** Nobody has a right to miss messages, but for what went while the partition went down. */
  private void lose(long from, long to) {
    assertThat(to).as("%s misses messages from %d on", name, from).isLessThanOrEqualTo(missingTo);
    done.set((int) from, (int) to);
  }

  /** The bytes below this offset may be gone though the manifest still has them. */
  void mayMissBelow(long offset) {
    missingTo = Math.max(missingTo, offset);
  }

  private void delivered(long consumer, long offset, int attempts) {
    deliveries++;
    MessageBatch batch = log.batchWith(offset);
    Held before = inFlight.put(offset, new Held(consumer, now, now + MSG_TIMEOUT));
    assertThat(doneStored.get((int) offset)).as("%d is finished for good", offset).isFalse();
    assertThat(batch).as("the bytes of %d", offset).isNotNull();
    assertThat(batch.origin().isFor(name)).as("%d is for %s", offset, name).isTrue();
    assertThat(now)
        .as("time of %d", offset)
        .isGreaterThanOrEqualTo(batch.deferrals().dueMillisOf(offset))
        .isGreaterThanOrEqualTo(notBefore.getOrDefault(offset, 0L));
    boolean isRequeued = requeuedTo.getOrDefault(offset, 0L) + settings.ttlMillis() > now;
    assertThat(isTooOld(batch, offset) && !isRequeued).as("%d is too old", offset).isFalse();
    assertThat(before == null || before.deadline() <= now).as("%d comes twice", offset).isTrue();
    if (settings.attemptsMax() > 0) {
      assertThat(attempts).as("attempts").isBetween(1, settings.attemptsMax());
    }
    if (settings.isOrdered()) {
      assertThat(done.nextClearBit(0)).as("the first that is open").isEqualTo((int) offset);
      long held = inFlight.values().stream().filter(each -> each.deadline() > now).count();
      assertThat(held).as("messages in flight").isEqualTo(1);
    }
  }

  // ---- answers

  private void answer() {
    int answers = 1 + random.nextInt(30);
    for (long offset : inFlight.keySet().stream().limit(answers).toList()) {
      if (random.nextInt(4) > 0) {
        answer(offset, inFlight.get(offset));
      }
    }
  }

  private void answer(long offset, Held held) {
    int dice = random.nextInt(10);
    if (dice < 6) {
      if (hasEffect(offset, held, ledger.finish(held.consumer(), offset))) {
        done.set((int) offset);
      }
    } else if (dice < 9) {
      long delay = dice < 8 ? 0 : 1 + random.nextInt(5000);
      boolean isTaken = ledger.requeue(held.consumer(), offset, delay, now);
      if (isTaken || delay == 0) {
        hasEffect(offset, held, isTaken);
        if (delay > 0) {
          notBefore.put(offset, now + delay);
          requeuedTo.put(offset, now + delay);
        }
      }
    } else if (ledger.touch(held.consumer(), offset, now)) {
      long deadline = Math.min(now + MSG_TIMEOUT, held.since() + MAX_MSG_TIMEOUT);
      inFlight.put(offset, new Held(held.consumer(), held.since(), deadline));
    } else {
      hasEffect(offset, held, false);
    }
  }

  /** The answer counts, unless the message has timed out. */
  private boolean hasEffect(long offset, Held held, boolean hasEffect) {
    inFlight.remove(offset);
    if (!hasEffect) {
      assertThat(held.deadline()).as("deadline of %d", offset).isLessThanOrEqualTo(now);
    }
    return hasEffect;
  }

  // ---- redeliveries

  private void take() {
    boolean newWait = ledger.readOffset() < log.tail();
    for (long offset : ledger.takeRedeliveries(random.nextInt(40), newWait, now)) {
      fetched.add(offset);
    }
    if (settings.ttlMillis() > 0 && random.nextInt(4) == 0) {
      for (long offset : ledger.takeOldest(random.nextInt(10))) {
        fetched.add(offset);
      }
    }
  }

  private void redeliver() {
    int count = random.nextInt(fetched.size() + 1);
    fetched.subList(0, count).forEach(this::redeliver);
    fetched.subList(0, count).clear();
  }

  private void redeliver(long offset) {
    MessageBatch batch = log.batchWith(offset);
    if (batch == null) {
      if (ledger.skip(offset)) {
        lose(offset, offset + 1);
      }
      return;
    }
    if (random.nextInt(20) == 0) {
      ledger.giveBack(offset);
      return;
    }
    Redelivery became = ledger.redeliver(offset, batch.bornMillis(offset), now, this::delivered);
    if (became == Redelivery.EXPIRED) {
      assertThat(isTooOld(batch, offset)).as("%d expires", offset).isTrue();
      done.set((int) offset);
      expired++;
    }
  }

  private void bury() {
    Burials burials = ledger.burials();
    for (long offset : burials.take(random.nextInt(20))) {
      assertThat(burials.attempts(offset)).isGreaterThanOrEqualTo(settings.attemptsMax());
      toBury.add(offset);
    }
    int count = random.nextInt(toBury.size() + 1);
    for (long offset : toBury.subList(0, count)) {
      if (random.nextInt(10) == 0) {
        burials.giveBack(offset);
      } else if (burials.buried(offset)) {
        done.set((int) offset);
        inFlight.remove(offset);
        buried++;
      }
    }
    toBury.subList(0, count).clear();
  }

  // ---- what is decided from outside

  /** A message that waits, or was not read, is taken out. */
  private void drop() {
    long offset = random.nextLong(log.tail() + 1);
    if (offset < log.tail() && ledger.drop(offset)) {
      done.set((int) offset);
    }
  }

  /** Empties the channel. */
  void empty() {
    long to = log.tail();
    ledger.empty(to);
    passed(to);
    if (random.nextBoolean()) { // else the next flush says it
      cursor.persist(new CursorEmptied(to));
      doneStored.set(0, (int) to);
    }
  }

  private void passed(long to) {
    done.set(0, (int) to);
    inFlight.keySet().removeIf(offset -> offset < to);
  }

  /** The topic is full: what is below goes, finished or not. */
  void dropBelow(long upTo) {
    droppedTo = Math.max(droppedTo, upTo);
    if (ledger.ackFloor() < droppedTo) {
      long to = Math.min(droppedTo, log.tail());
      ledger.dropBelow(to, foreignBelow(to));
      passed(to);
    }
  }

  /** Unread messages for other channels, as far as the channel happens to know them. */
  private OffsetRanges foreignBelow(long to) {
    OffsetRanges.Builder foreign = new OffsetRanges.Builder(1);
    for (long at = ledger.readOffset(); at < to && random.nextInt(50) > 0; ) {
      MessageBatch batch = log.batchWith(at);
      long end = batch == null ? log.firstFrom(at) : batch.endOffset();
      if (batch != null && !batch.origin().isFor(name)) {
        foreign.append(at, end);
      }
      at = end;
    }
    return foreign.build();
  }

  /** Goes back or forth, and maybe down right behind it. */
  void seek(long offset) {
    while (flushing != null) {
      flush();
    }
    cursor.persist(new CursorSeeked(offset));
    for (BitSet each : List.of(done, doneStored)) {
      each.clear((int) offset, (int) Math.max(offset, log.tail()));
      each.set(0, (int) offset);
    }
    if (random.nextInt(4) == 0) {
      open();
    } else {
      ledger.seek(offset);
      inFlight.clear();
      notBefore.clear();
      requeuedTo.clear();
      storedFloor = offset;
    }
    dropBelow(droppedTo);
  }

  // ---- what survives

  /** A flush begins, or ends: it is stored or not, and that is known or not. */
  void flush() {
    if (flushing == null) {
      flushing = ledger.delta();
      flushedDone = (BitSet) done.clone();
      return;
    }
    int dice = random.nextInt(10);
    if (dice > 0) { // else it failed and was not written
      persistFlush();
    }
    if (dice > 1) {
      ledger.deltaConfirmed();
      storedFloor = flushing.ackFloor();
    } else { // or it was written and seemed to fail
      ledger.deltaFailed();
    }
    flushing = null;
  }

  private void persistFlush() {
    cursor.persist(flushing);
    doneStored.or(flushedDone);
  }

  /** Only what is stored is left. */
  void crash(long manifestDroppedTo) {
    if (flushing != null && random.nextBoolean()) {
      persistFlush();
    }
    cursor.recoverFromSnapshot();
    droppedTo = manifestDroppedTo;
    open();
    dropBelow(droppedTo);
    check();
  }

  /** Willing consumers and enough time: something must have happened to every message. */
  void drain(long nowMillis) {
    now = nowMillis;
    for (int round = 0; ledger.ackFloor() < log.tail(); round++) {
      assertThat(round).as("rounds of draining %s", name).isLessThan(200_000);
      now += 200;
      ledger.expire(now);
      read();
      take();
      fetched.forEach(this::redeliver);
      fetched.clear();
      bury();
      for (long offset : List.copyOf(inFlight.keySet())) {
        Held held = inFlight.get(offset);
        if (hasEffect(offset, held, ledger.finish(held.consumer(), offset))) {
          done.set((int) offset);
        }
      }
      check();
    }
    assertThat(done.nextClearBit(0)).isGreaterThanOrEqualTo((int) log.tail());
  }
}
