package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.delivery.NaiveChannel.Consumer;
import io.herald.broker.delivery.NaiveChannel.Where;
import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A million random steps of the ledger against {@link NaiveChannel}: publishing, delivering,
 * answering, time, consumers, flushes, crashes and power cuts. A failure prints its seed; {@code
 * -Dherald.model.seed=N} replays it, {@code -Dherald.model.steps=N} lengthens the run.
 */
class ChannelLedgerModelTest {
  private static final int STEPS = Integer.getInteger("herald.model.steps", 1_000_000);
  private static final int STEPS_PER_RUN = 25_000; // then all is drained and a new run begins
  private static final int BACKLOG_MAX = 20_000;

  private Random random;
  private Limits limits;
  private NaiveChannel model;
  private ChannelLedger ledger;
  private StoredCursor cursor;
  private CursorAdvanced flushing;
  private List<Long> fetched;
  private List<Long> toBury; // taken from the ledger
  private long consumersSeen;
  private boolean sampling;
  private boolean newAreStuck; // when last offered, new messages could not use the room
  private final StringBuilder step = new StringBuilder(); // what it does, for the message

  @Test
  void theLedgerDoesWhatTheNaiveChannelDoes() {
    Long replayed = Long.getLong("herald.model.seed");
    long seed = replayed != null ? replayed : System.nanoTime();
    for (int done = 0; done < STEPS; done += STEPS_PER_RUN, seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("replay with -Dherald.model.seed=" + seed + "; at " + step, e);
      }
    }
  }

  private void run(long seed) {
    random = new Random(new SplittableRandom(seed).nextLong()); // else neighbours begin alike
    consumersSeen = 0; // or a seed would depend on the runs before
    limits = new Limits(300, 20_000, 600_000, random.nextInt(4) == 0);
    model = new NaiveChannel(limits, 1_000_000);
    cursor = new StoredCursor();
    sampling = random.nextInt(4) == 0;
    open();
    changeSettings();
    for (int i = 0; i < STEPS_PER_RUN; i++) {
      begin("step " + i);
      step();
      checkCounts();
      checkStates(i);
    }
    drain();
  }

  private void begin(String what) {
    step.setLength(0);
    step.append(what);
  }

  private void open() {
    ledger = new ChannelLedger(limits, cursor.state(), random);
    flushing = null;
    fetched = new ArrayList<>();
    toBury = new ArrayList<>();
    newAreStuck = false;
    ledger.limitAttempts(model.attemptsMax);
    ledger.ttl(model.ttl);
  }

  private void step() {
    int dice = random.nextInt(1000);
    if (dice < 180) {
      publish();
    } else if (dice < 360) {
      offer();
    } else if (dice < 560) {
      answer();
    } else if (dice < 700) {
      takeRedeliveries();
    } else if (dice < 820) {
      redeliver();
    } else if (dice < 880) {
      timePasses();
    } else if (dice < 960) {
      consumers();
    } else if (dice < 978) {
      flush();
    } else if (dice < 984) {
      bury();
    } else if (dice < 988) {
      cancel();
    } else if (dice < 993) {
      expireOldest();
    } else if (dice < 994) {
      changeSettings();
    } else {
      upheaval();
    }
  }

  private void publish() {
    int count = random.nextInt(100) == 0 ? random.nextInt(3000) : random.nextInt(30);
    boolean deferring = random.nextInt(5) == 0;
    boolean isForeign = random.nextInt(8) == 0;
    for (int i = 0; i < count && model.tail() - model.read < BACKLOG_MAX; i++) {
      boolean deferred = deferring && random.nextInt(10) == 0;
      long due = deferred ? model.now + random.nextInt(100_000) : 0;
      model.log.add(isForeign ? NaiveChannel.FOREIGN : due);
      model.published.add(model.now);
    }
  }

  /** Messages for another channel are passed over as soon as they are next. */
  private void passOver() {
    long from = ledger.readOffset();
    long end = model.runEnd(from, model.isForeign(from));
    if (model.isForeign(from)) {
      ledger.passOver(end);
      model.passOver(end);
    }
  }

  private void offer() {
    passOver();
    long base = ledger.readOffset();
    int count = 0;
    int countMax = (int) Math.min(model.runEnd(base, false) - base, random.nextInt(2000));
    long published = countMax == 0 ? 0 : model.published.get((int) base);
    while (count < countMax && model.published.get((int) base + count) == published) {
      count++;
    }
    int taken =
        ledger.offer(
            base,
            count,
            model.deferrals(base, count),
            published,
            model.now,
            (consumer, first, n) -> {
              assertThat(n).as("length of a run").isPositive();
              for (long offset = first; offset < first + n; offset++) {
                model.deliver(consumer, offset, 1);
              }
            });
    step.append(": offered ").append(count).append(" at ").append(base);
    model.taken(base, taken);
    if (model.paused) {
      return;
    }
    boolean mustWait = taken < count && model.log.get((int) base + taken) > model.now;
    boolean isFull = model.count(Where.DEFERRED) >= limits.maxDeferred();
    newAreStuck =
        taken < count && !limits.isOrdered() && (model.capacity() > 0 || (mustWait && isFull));
    if (taken < count && !sampling && !model.isHeldByOrder()) {
      int room = mustWait ? limits.maxDeferred() - model.count(Where.DEFERRED) : model.capacity();
      assertThat(room).as("why offset %d was not taken", base + taken).isLessThanOrEqualTo(0);
    }
  }

  private void answer() {
    Consumer consumer = anyConsumer();
    if (consumer == null) {
      return;
    }
    int answers = 1 + random.nextInt(60);
    boolean inOrder = random.nextBoolean();
    for (int i = 0; i < answers && !consumer.got.isEmpty(); i++) {
      int at = inOrder ? 0 : random.nextInt(consumer.got.size());
      long offset = consumer.got.get(at);
      consumer.got.set(at, consumer.got.get(consumer.got.size() - 1));
      consumer.got.remove(consumer.got.size() - 1);
      answer(random.nextInt(50) == 0 ? anyConsumer().id : consumer.id, offset);
    }
    if (random.nextInt(20) == 0) {
      answer(consumer.id, random.nextLong(model.tail() + 2) - 1); // mostly not its own
    }
  }

  private void answer(long consumer, long offset) {
    int dice = random.nextInt(100);
    step.append(" answer ")
        .append(dice)
        .append(" of ")
        .append(offset)
        .append(" by ")
        .append(consumer);
    if (dice < 70) {
      assertThat(ledger.finish(consumer, offset)).isEqualTo(model.finish(consumer, offset));
    } else if (dice < 90) {
      long delay = dice < 78 ? 0 : random.nextLong(dice < 88 ? 5_000 : 1_000_000);
      assertThat(ledger.requeue(consumer, offset, delay, model.now))
          .as("requeue %d for %d", offset, delay)
          .isEqualTo(model.requeue(consumer, offset, delay));
    } else if (dice < 95) {
      assertThat(ledger.touch(consumer, offset, model.now))
          .isEqualTo(model.touch(consumer, offset));
      remember(consumer, offset);
    } else {
      remember(consumer, offset); // forgets to answer for now
    }
  }

  private void remember(long consumer, long offset) {
    if (model.holds(consumer, offset)) {
      model.consumers.get(consumer).got.add(offset);
    }
  }

  private void takeRedeliveries() {
    model.promote();
    int capacity = model.capacity();
    boolean newWait = model.read < model.tail();
    int max = random.nextInt(100);
    long[] taken = ledger.takeRedeliveries(max, newWait, model.now);
    int waiting = model.queue.size();
    boolean isFirstWaiting = model.queue.contains(model.floor());
    model.fetch(taken);
    boolean isShared = newWait && !newAreStuck;
    assertThat(taken.length).isLessThanOrEqualTo(isShared ? (capacity + 1) / 2 : capacity);
    if (limits.isOrdered()) {
      assertThat(taken).hasSize(isFirstWaiting ? Math.min(max, capacity) : 0);
    } else if (!isShared) {
      assertThat(taken).hasSize(Math.min(Math.min(max, capacity), waiting));
    }
    for (long offset : taken) {
      fetched.add(offset);
    }
  }

  private void redeliver() {
    int count = Math.min(fetched.size(), random.nextInt(50));
    for (long offset : fetched.subList(0, count)) {
      int dice = random.nextInt(100);
      step.append(" redeliver ").append(offset);
      if (dice < 3) {
        ledger.giveBack(offset);
        if (model.isFetching(offset)) {
          model.putBack(offset);
        }
      } else if (dice < 4) {
        assertThat(ledger.skip(offset)).isEqualTo(model.isFetching(offset));
        if (model.isFetching(offset)) {
          model.move(model.unfinished.get(offset), null);
        }
      } else {
        redeliver(offset);
      }
    }
    fetched.subList(0, count).clear();
  }

  private void redeliver(long offset) {
    boolean expected = model.isFetching(offset);
    boolean isTooOld = expected && model.isTooOld(offset);
    boolean isSpent = expected && model.isSpent(model.unfinished.get(offset));
    long born = 0;
    if (expected) {
      born = Math.max(model.published.get((int) offset), model.log.get((int) offset));
    }
    Redelivery result = ledger.redeliver(offset, born, model.now, model::deliver);
    assertThat(result != Redelivery.GONE).isEqualTo(expected);
    assertThat(result == Redelivery.EXPIRED).as("%d expires", offset).isEqualTo(isTooOld);
    assertThat(result == Redelivery.SPENT).isEqualTo(isSpent && !isTooOld);
    if (result == Redelivery.EXPIRED) {
      model.move(model.unfinished.get(offset), null);
      model.remembered.expired.add(offset);
    } else if (result == Redelivery.SPENT) {
      model.toSpent(model.unfinished.get(offset), BurialReason.NOT_FINISHED);
    } else if (result == Redelivery.PUT_BACK) {
      model.putBack(offset);
      assertThat(sampling || model.capacity() == 0).as("%d is put back", offset).isTrue();
    } else if (result == Redelivery.SAMPLED_AWAY) {
      assertThat(model.everyConsumerSamples()).isTrue();
      model.move(model.unfinished.get(offset), null);
      model.sampledAway++;
    }
  }

  private void bury() {
    Burials burials = ledger.burials();
    if (random.nextBoolean()) {
      long[] taken = burials.take(random.nextInt(100));
      model.takeToBury(taken);
      for (long offset : taken) {
        assertThat(burials.reason(offset)).isEqualTo(model.unfinished.get(offset).reason);
        assertThat(burials.attempts(offset)).isEqualTo(model.unfinished.get(offset).attempts);
        toBury.add(offset);
      }
    }
    int count = random.nextInt(toBury.size() + 1);
    toBury.subList(0, count).forEach(this::bury);
    toBury.subList(0, count).clear();
  }

  private void bury(long offset) {
    Burials burials = ledger.burials();
    step.append(" bury ").append(offset);
    boolean expected = model.isBurying(offset);
    assertThat(burials.isUnderWay(offset)).isEqualTo(expected);
    int dice = random.nextInt(10);
    if (dice == 0) {
      burials.giveBack(offset);
      if (expected) {
        model.buryLater(offset);
      }
      return;
    }
    boolean done = dice == 1 ? burials.lose(offset) : burials.buried(offset);
    assertThat(done).as("%d is buried", offset).isEqualTo(expected);
    if (expected) {
      model.move(model.unfinished.get(offset), null);
      if (dice > 1) {
        model.remembered.dead.add(offset);
      }
    }
  }

  private void cancel() {
    boolean isAhead = random.nextInt(3) == 0;
    for (int i = 0; i < 20; i++) {
      long offset = isAhead ? model.read + random.nextLong(500) : random.nextLong(model.read + 1);
      offset = Math.min(offset, model.tail() - 1);
      if (offset < 0) {
        return;
      }
      if (random.nextInt(10) == 0) {
        step.append(" drop ").append(offset);
        assertThat(ledger.drop(offset)).as("%d is dropped", offset).isEqualTo(model.drop(offset));
        continue;
      }
      step.append(" cancel ").append(offset);
      assertThat(ledger.cancel(offset, model.log.get((int) offset), model.now))
          .as("%d is cancelled", offset)
          .isEqualTo(model.cancel(offset));
    }
  }

  private void expireOldest() {
    int max = random.nextInt(100);
    long[] oldest = ledger.takeOldest(max);
    model.fetchOldest(oldest, max);
    for (long offset : oldest) {
      fetched.add(offset);
    }
  }

  private void changeSettings() {
    int attemptsMax = random.nextBoolean() ? 0 : 1 + random.nextInt(5);
    long ttl = random.nextBoolean() ? 0 : 1000 + random.nextInt(300_000);
    step.append(": max-attempts ").append(attemptsMax).append(", ttl ").append(ttl);
    ledger.limitAttempts(attemptsMax);
    model.limitAttempts(attemptsMax);
    ledger.ttl(ttl);
    model.ttl = ttl;
  }

  private void timePasses() {
    model.now += random.nextInt(10) == 0 ? random.nextInt(30_000) : random.nextInt(100);
    if (random.nextInt(3) > 0) {
      assertThat(ledger.expire(model.now)).isEqualTo(model.expire());
    }
    long latestWake = Long.MAX_VALUE;
    for (NaiveChannel.Message message : model.unfinished.values()) {
      if (message.where == Where.DEFERRED) {
        latestWake = Math.min(latestWake, message.due);
      } else if (message.where == Where.IN_FLIGHT) {
        long latest = Math.max(message.deadline, model.now + ChannelLedger.SCAN_GAP_MILLIS);
        latestWake = Math.min(latestWake, latest);
      }
    }
    assertThat(ledger.nextWakeMillis()).isLessThanOrEqualTo(latestWake);
  }

  private void consumers() {
    int dice = random.nextInt(100);
    Consumer consumer = anyConsumer();
    if (consumer == null || (dice < 10 && model.consumers.size() < 80)) {
      addConsumer(random.nextInt(300));
    } else if (dice < 17) {
      assertThat(ledger.removeConsumer(consumer.id)).isEqualTo(model.removeConsumer(consumer.id));
    } else if (dice < 80) {
      consumer.readyCount = random.nextInt(10) == 0 ? random.nextInt(2500) : random.nextInt(60);
      ledger.ready(consumer.id, consumer.readyCount);
    } else if (dice < 98) {
      consumer.held = random.nextInt(3) == 0;
      ledger.hold(consumer.id, consumer.held);
    } else {
      model.paused = random.nextInt(3) == 0;
      ledger.pause(model.paused);
      cursor.persist(new ChannelPaused(model.paused));
    }
  }

  private void addConsumer(int readyCount) {
    int rate = sampling && random.nextInt(3) > 0 ? 1 + random.nextInt(99) : 0;
    Consumer consumer = new Consumer(++consumersSeen, 1000 + random.nextInt(15_000), rate);
    consumer.readyCount = readyCount;
    model.consumers.put(consumer.id, consumer);
    ledger.addConsumer(consumer.id, consumer.msgTimeout, rate);
    ledger.ready(consumer.id, readyCount);
  }

  private void flush() {
    if (flushing == null) {
      flushing = ledger.delta();
      if (flushing != null) {
        model.beginFlush();
      }
      return;
    }
    assertThat(ledger.delta()).as("a second flush under way").isNull();
    int dice = random.nextInt(10);
    if (dice > 0) { // else it failed and was not written
      persistFlush();
    }
    if (dice > 1) {
      ledger.deltaConfirmed();
    } else { // or it was written and seemed to fail
      ledger.deltaFailed();
    }
    flushing = null;
  }

  private void persistFlush() {
    cursor.persist(flushing);
    model.flushed();
  }

  private void upheaval() {
    int dice = random.nextInt(10);
    if (dice < 2) {
      empty();
      return;
    } else if (dice < 3) {
      drop();
      return;
    } else if (dice < 6) {
      seek();
      return;
    }
    if (flushing != null && random.nextBoolean()) {
      persistFlush();
    }
    if (dice == 9) {
      long tail = Math.max(0, model.tail() - random.nextInt(2000));
      model.rewind(tail);
      cursor.persist(new CursorRewound(tail));
    }
    crash();
  }

  private void crash() {
    step.append(": crash");
    cursor.recoverFromSnapshot();
    model.crash();
    open();
  }

  /** Back or forth; a flush that is under way ends before, and a crash may come right after. */
  private void seek() {
    while (flushing != null) {
      flush();
    }
    long range = random.nextBoolean() ? 3000 : model.tail() + 1; // near by, or anywhere
    long wanted = model.read + random.nextLong(range) - range / 2;
    long offset = Math.max(0, Math.min(model.tail(), wanted));
    step.append(": seek to ").append(offset);
    assertThat(ledger.seekEffect(offset)).isEqualTo(model.seekEffect(offset));
    cursor.persist(new CursorSeeked(offset));
    model.seek(offset);
    if (random.nextInt(4) == 0) {
      crash();
    } else {
      ledger.seek(offset);
      if (!model.remembered.counts().equals(model.storedCounts())) {
        assertThat(ledger.hasChanges()).as("what retired is to be stored").isTrue();
      } else if (model.remembered.counts().equals(NaiveChannel.NOTHING_RETIRED)) {
        assertThat(ledger.hasChanges()).as("changes after a seek").isFalse();
      }
      newAreStuck = false;
    }
  }

  private void empty() {
    long upTo = random.nextInt(3) == 0 ? random.nextLong(model.tail() + 1) : model.tail();
    step.append(": empty to ").append(upTo);
    ledger.empty(upTo);
    model.empty(upTo);
    if (random.nextBoolean()) { // else the next flush says it
      cursor.persist(new CursorEmptied(upTo));
      model.emptiedDurably(upTo);
    }
  }

  /** The next flush says it. */
  private void drop() {
    long upTo = random.nextLong(model.tail() + 1);
    step.append(": drop to ").append(upTo);
    assertThat(ledger.dropBelow(upTo, model.foreign())).isEqualTo(model.dropBelow(upTo));
  }

  private Consumer anyConsumer() {
    List<Consumer> all = new ArrayList<>(model.consumers.values());
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  private void checkCounts() {
    assertThat(ledger.readOffset()).isEqualTo(model.read);
    assertThat(ledger.ackFloor()).isEqualTo(model.floor());
    assertThat(ledger.capacity()).as("capacity").isEqualTo(model.capacity());
    assertThat(ledger.inFlightCount()).isEqualTo(model.count(Where.IN_FLIGHT));
    assertThat(ledger.droppedCount()).isEqualTo(model.remembered.dropped);
    assertThat(ledger.deferredCount()).isEqualTo(model.count(Where.DEFERRED));
    assertThat(ledger.burials().waiting()).isEqualTo(model.spent.size());
    assertThat(ledger.burials().underWay()).isEqualTo(model.count(Where.BURYING));
    assertThat(ledger.deadLetteredCount()).isEqualTo(model.remembered.dead.size());
    assertThat(ledger.expiredCount()).isEqualTo(model.remembered.expired.size());
    assertThat(ledger.skippedCount()).isEqualTo(model.remembered.skipped.size());
    assertThat(ledger.waitingCount())
        .isEqualTo(model.count(Where.WAITING) + model.count(Where.FETCHING));
  }

  /** Of one message at each step, and of all of them now and then. */
  private void checkStates(int step) {
    ViewCheck check = new ViewCheck(ledger, model);
    check.message(random.nextLong(model.tail() + 2));
    if (step % 1000 == 0) {
      check.everything(cursor.state(), flushing == null && !ledger.hasChanges());
    }
  }

  /** No loss: with willing consumers and enough time every message gets finished. */
  private void drain() {
    begin("drain");
    model.paused = false;
    ledger.pause(false);
    for (Consumer consumer : new ArrayList<>(model.consumers.values())) {
      assertThat(ledger.removeConsumer(consumer.id)).isEqualTo(model.removeConsumer(consumer.id));
    }
    sampling = false;
    addConsumer(1000);
    for (int i = 0; model.read < model.tail() || !model.unfinished.isEmpty(); i++) {
      assertThat(i).as("rounds of draining").isLessThan(limits.isOrdered() ? 1_000_000 : 10_000);
      offer();
      takeRedeliveries();
      fetched.forEach(this::redeliver);
      fetched.clear();
      bury();
      Consumer consumer = anyConsumer();
      for (long offset : consumer.got) {
        assertThat(ledger.finish(consumer.id, offset)).isEqualTo(model.finish(consumer.id, offset));
      }
      consumer.got.clear();
      model.now += 1000;
      checkCounts();
    }
    assertThat(ledger.ackFloor()).isEqualTo(model.tail());
    assertThat(ledger.nextWakeMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
