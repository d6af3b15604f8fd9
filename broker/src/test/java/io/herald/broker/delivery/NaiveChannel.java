package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.Deferrals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The rules of delivery written as plainly as possible, with a map entry for every message: what
 * {@link ChannelLedger} is compared with. It decides nothing that the ledger may choose; it checks
 * each choice.
 */
final class NaiveChannel {
  enum Where {
    IN_FLIGHT,
    WAITING,
    FETCHING,
    DEFERRED,
    SPENT,
    BURYING
  }

  static final class Message {
    final long offset;
    Where where;
    int attempts;
    long due;
    long consumer;
    long deadline;
    long deliveredAt;
    BurialReason reason;

    Message(long offset) {
      this.offset = offset;
    }

    Message copy() {
      Message copy = new Message(offset);
      copy.where = where;
      copy.attempts = attempts;
      copy.due = due;
      return copy;
    }
  }

  static final class Consumer {
    final long id;
    final long msgTimeout;
    final int sampleRate;
    final List<Long> got = new ArrayList<>(); // also what it no longer holds
    int readyCount;
    int inFlight;
    boolean held;

    Consumer(long id, long msgTimeout, int sampleRate) {
      this.id = id;
      this.msgTimeout = msgTimeout;
      this.sampleRate = sampleRate;
    }
  }

  /** What a flush wrote: everything unfinished below readTo, and what else is remembered. */
  record Flush(long readTo, TreeMap<Long, Message> unfinished, Remembered remembered) {
    static Flush from(long readTo) {
      return new Flush(readTo, new TreeMap<>(), new Remembered());
    }

    /** It is stored that all below was dropped. */
    Flush emptied(long upTo) {
      unfinished.headMap(upTo).clear();
      remembered.cancelled.headSet(upTo).clear();
      long read = remembered.passCancelled(Math.max(readTo, upTo));
      return new Flush(read, unfinished, remembered);
    }
  }

  /** Offsets of which more is known than that they are not to be delivered. */
  static final class Remembered {
    final TreeSet<Long> dead = new TreeSet<>();
    final TreeSet<Long> expired = new TreeSet<>();
    final TreeSet<Long> skipped = new TreeSet<>();
    final TreeSet<Long> cancelled = new TreeSet<>(); // and not read yet
    long dropped;

    Remembered copy() {
      Remembered copy = new Remembered();
      copy.dead.addAll(dead);
      copy.expired.addAll(expired);
      copy.skipped.addAll(skipped);
      copy.cancelled.addAll(cancelled);
      copy.dropped = dropped;
      return copy;
    }

    /** What is there from here on begins anew, or is there no more. */
    void cutAt(long offset) {
      dead.tailSet(offset).clear();
      expired.tailSet(offset).clear();
      skipped.tailSet(offset).clear();
      cancelled.tailSet(offset).clear();
    }

    /** How many messages retired, each in its way. */
    List<Long> counts() {
      return List.of((long) dead.size(), (long) expired.size(), dropped, (long) skipped.size());
    }

    /** Where reading goes on. */
    long passCancelled(long read) {
      long next = read;
      while (cancelled.remove(next)) {
        next++;
      }
      return next;
    }
  }

  /** In place of a message's due time: it is for another channel. */
  static final long FOREIGN = -1;

  /** See {@link Remembered#counts}. */
  static final List<Long> NOTHING_RETIRED = List.of(0L, 0L, 0L, 0L);

  final Limits limits;
  final List<Long> log = new ArrayList<>(); // due time of every published message, 0 = now
  final List<Long> published = new ArrayList<>(); // when
  final Map<Long, Consumer> consumers = new HashMap<>();
  TreeMap<Long, Message> unfinished = new TreeMap<>();
  Deque<Long> queue = new ArrayDeque<>();
  Deque<Long> spent = new ArrayDeque<>();
  Remembered remembered = new Remembered();
  int attemptsMax;
  long ttl;
  final Map<Where, Integer> counts = new HashMap<>();
  long read;
  boolean paused;
  long now;
  long timeouts;
  long sampledAway;

  Flush durable = Flush.from(0);
  Flush underWay;
  private long durablyEmptiedTo;

  NaiveChannel(Limits limits, long now) {
    this.limits = limits;
    this.now = now;
  }

  long tail() {
    return log.size();
  }

  boolean isForeign(long offset) {
    return offset < tail() && log.get((int) offset) == FOREIGN;
  }

  /** Where messages end that are for this channel, or are not. */
  long runEnd(long from, boolean areForeign) {
    long end = from;
    while (end < tail() && isForeign(end) == areForeign) {
      end++;
    }
    return end;
  }

  /** What was cancelled among them is forgotten with them. */
  void passOver(long end) {
    skip(read, end);
    remembered.cancelled.headSet(end).clear();
    read = remembered.passCancelled(end);
  }

  /** Messages for another channel, but for those that were cancelled; returns how many. */
  private long skip(long from, long end) {
    List<Long> foreign =
        LongStream.range(from, end)
            .filter(offset -> isForeign(offset) && !remembered.cancelled.contains(offset))
            .boxed()
            .toList();
    remembered.skipped.addAll(foreign);
    return foreign.size();
  }

  /** All messages for another channel. */
  OffsetRanges foreign() {
    OffsetRanges.Builder all = new OffsetRanges.Builder(10);
    LongStream.range(0, tail()).filter(this::isForeign).forEach(at -> all.append(at, at + 1));
    return all.build();
  }

  int count(Where where) {
    return counts.getOrDefault(where, 0);
  }

  long floor() {
    return unfinished.isEmpty() ? read : unfinished.firstKey();
  }

  int capacity() {
    int spare = 0;
    for (Consumer consumer : consumers.values()) {
      spare += consumer.held ? 0 : Math.max(0, consumer.readyCount - consumer.inFlight);
    }
    int free = spare - count(Where.FETCHING);
    if (limits.isOrdered()) {
      free = Math.min(free, 1 - count(Where.IN_FLIGHT) - count(Where.FETCHING));
    }
    return paused ? 0 : Math.max(0, free);
  }

  /** Whether the order of messages forbids to read on. */
  boolean isHeldByOrder() {
    return limits.isOrdered() && !unfinished.isEmpty();
  }

  boolean everyConsumerSamples() {
    return !consumers.isEmpty() && consumers.values().stream().allMatch(c -> c.sampleRate > 0);
  }

  void move(Message message, Where to) {
    if (message.where != null) {
      counts.merge(message.where, -1, Integer::sum);
    }
    if (message.where == Where.IN_FLIGHT) {
      consumers.get(message.consumer).inFlight--;
    }
    message.where = to;
    if (to == null) {
      unfinished.remove(message.offset);
      return;
    }
    counts.merge(to, 1, Integer::sum);
    unfinished.put(message.offset, message);
  }

  boolean isTooOld(long offset) {
    Message message = unfinished.get(offset);
    long deferredTo = Math.max(log.get((int) offset), message == null ? 0 : message.due);
    long born = Math.max(published.get((int) offset), deferredTo);
    return ttl > 0 && born + ttl <= now;
  }

  boolean isSpent(Message message) {
    return attemptsMax > 0 && message.attempts >= attemptsMax;
  }

  /** Checks that this consumer may get this message now, as this attempt. */
  void deliver(long consumerId, long offset, int attempts) {
    Consumer consumer = consumers.get(consumerId);
    if (paused || consumer.held || consumer.inFlight >= consumer.readyCount) {
      throw new AssertionError(offset + " delivered to consumer " + consumerId + " without room");
    }
    if (isTooOld(offset) || remembered.cancelled.contains(offset)) {
      throw new AssertionError(offset + " is not to be delivered any more");
    }
    Message message = unfinished.get(offset);
    boolean isNext = message == null ? unfinished.isEmpty() : offset == floor();
    if (limits.isOrdered() && (!isNext || count(Where.IN_FLIGHT) > 0)) {
      throw new AssertionError(offset + " delivered before " + floor() + " is finished");
    }
    if (message == null) {
      if (offset < read || isForeign(offset) || log.get((int) offset) > now) {
        throw new AssertionError(offset + " is not new, or new but not yet due, or foreign");
      }
      message = new Message(offset);
    } else if (message.where != Where.FETCHING || message.due > now) {
      throw new AssertionError(offset + " is not to be redelivered now");
    }
    assertThat(isSpent(message)).as("%d may not be delivered so often", offset).isFalse();
    message.attempts++;
    if (attempts != message.attempts) {
      throw new AssertionError(offset + " delivered as " + attempts + "x" + message.attempts);
    }
    move(message, Where.IN_FLIGHT);
    message.consumer = consumerId;
    message.due = 0;
    message.deliveredAt = now;
    message.deadline = now + consumer.msgTimeout;
    consumer.inFlight++;
    consumer.got.add(offset);
  }

  /** Which of these messages were published for later, and when they are due. */
  Deferrals deferrals(long base, int count) {
    List<Long> offsets = new ArrayList<>();
    for (long offset = base; offset < base + count; offset++) {
      if (log.get((int) offset) > 0) {
        offsets.add(offset);
      }
    }
    long[] deferred = offsets.stream().mapToLong(Long::longValue).toArray();
    long[] due = offsets.stream().mapToLong(offset -> log.get(offset.intValue())).toArray();
    return new Deferrals(deferred, due);
  }

  /** The ledger says that it took this many; what it did not deliver is deferred or dropped. */
  void taken(long base, int taken) {
    for (long offset = base; offset < base + taken; offset++) {
      if (unfinished.containsKey(offset) || remembered.cancelled.remove(offset)) {
        continue;
      }
      long due = log.get((int) offset);
      if (due > now) {
        assertThat(isHeldByOrder()).as("%d is deferred behind another", offset).isFalse();
        assertThat(count(Where.DEFERRED)).as("room to defer").isLessThan(limits.maxDeferred());
        Message message = new Message(offset);
        message.due = due;
        move(message, Where.DEFERRED);
      } else if (isTooOld(offset)) {
        remembered.expired.add(offset);
      } else {
        assertThat(everyConsumerSamples()).as("%d may be sampled away", offset).isTrue();
        sampledAway++;
      }
    }
    read = remembered.passCancelled(base + taken);
  }

  boolean holds(long consumer, long offset) {
    Message message = unfinished.get(offset);
    return message != null && message.where == Where.IN_FLIGHT && message.consumer == consumer;
  }

  boolean finish(long consumer, long offset) {
    if (!holds(consumer, offset)) {
      return false;
    }
    move(unfinished.get(offset), null);
    return true;
  }

  boolean requeue(long consumer, long offset, long delay) {
    if (!holds(consumer, offset)) {
      return false;
    }
    Message message = unfinished.get(offset);
    if (delay == 0 || isSpent(message)) {
      toQueue(message, BurialReason.REQUEUED);
      return true;
    }
    if (count(Where.DEFERRED) >= limits.maxDeferred()) {
      return false;
    }
    message.due = now + Math.min(delay, limits.maxReqTimeoutMillis());
    move(message, Where.DEFERRED);
    return true;
  }

  boolean touch(long consumer, long offset) {
    if (!holds(consumer, offset)) {
      return false;
    }
    Message message = unfinished.get(offset);
    message.deadline =
        Math.min(
            now + consumers.get(consumer).msgTimeout,
            message.deliveredAt + limits.maxMsgTimeoutMillis());
    return true;
  }

  int expire() {
    int freed = promote();
    for (Message message : new ArrayList<>(unfinished.values())) {
      if (message.where == Where.IN_FLIGHT && message.deadline <= now) {
        toQueue(message, BurialReason.TIMED_OUT);
        timeouts++;
        freed++;
      }
    }
    return freed;
  }

  int promote() {
    if (count(Where.DEFERRED) == 0) {
      return 0;
    }
    List<Message> due = new ArrayList<>();
    for (Message message : unfinished.values()) {
      if (message.where == Where.DEFERRED && message.due <= now) {
        due.add(message);
      }
    }
    due.sort(Comparator.comparingLong((Message m) -> m.due).thenComparingLong(m -> m.offset));
    due.forEach(message -> toQueue(message, BurialReason.NOT_FINISHED));
    return due.size();
  }

  private void toQueue(Message message, BurialReason reason) {
    if (isSpent(message)) {
      toSpent(message, reason);
    } else {
      move(message, Where.WAITING);
      queue.addLast(message.offset);
    }
  }

  void toSpent(Message message, BurialReason reason) {
    message.reason = reason;
    move(message, Where.SPENT);
    spent.addLast(message.offset);
  }

  void limitAttempts(int max) {
    attemptsMax = max;
    for (long offset : List.copyOf(queue)) {
      queue.remove(offset);
      toQueue(unfinished.get(offset), BurialReason.NOT_FINISHED);
    }
    for (long offset : List.copyOf(spent)) {
      if (!isSpent(unfinished.get(offset))) {
        spent.remove(offset);
        toQueue(unfinished.get(offset), null);
      }
    }
  }

  void takeToBury(long[] offsets) {
    for (long offset : offsets) {
      assertThat(spent.pollFirst()).as("first to be buried").isEqualTo(offset);
      move(unfinished.get(offset), Where.BURYING);
    }
  }

  boolean isBurying(long offset) {
    Message message = unfinished.get(offset);
    return message != null && message.where == Where.BURYING;
  }

  void buryLater(long offset) {
    move(unfinished.get(offset), Where.SPENT);
    spent.addFirst(offset);
  }

  /** Only what waits for its time, read or not, can be cancelled. */
  boolean cancel(long offset) {
    Message message = unfinished.get(offset);
    if (message != null && message.where == Where.DEFERRED) {
      move(message, null);
      return true;
    }
    if (offset < read || offset >= tail()) {
      return false;
    }
    if (remembered.cancelled.contains(offset)) {
      return true;
    }
    if (log.get((int) offset) <= now || remembered.cancelled.size() >= limits.maxDeferred()) {
      return false;
    }
    remembered.cancelled.add(offset);
    read = remembered.passCancelled(read);
    return true;
  }

  /** What waits, or was not read, can be dropped. */
  boolean drop(long offset) {
    Message message = unfinished.get(offset);
    if (message != null && message.where == Where.WAITING) {
      queue.remove(offset);
      move(message, null);
      return true;
    }
    if (offset < read || remembered.cancelled.contains(offset)) {
      return cancel(offset);
    }
    if (remembered.cancelled.size() >= limits.maxDeferred()) {
      return false;
    }
    remembered.cancelled.add(offset);
    read = remembered.passCancelled(read);
    return true;
  }

  /** The oldest that wait, whether there is room or not. */
  void fetchOldest(long[] offsets, int max) {
    long[] waiting =
        unfinished.values().stream()
            .filter(message -> message.where == Where.WAITING)
            .mapToLong(message -> message.offset)
            .limit(paused ? 0 : max)
            .toArray();
    assertThat(offsets).isEqualTo(waiting);
    for (long offset : offsets) {
      queue.remove(offset);
      move(unfinished.get(offset), Where.FETCHING);
    }
  }

  void fetch(long[] offsets) {
    for (long offset : offsets) {
      if (limits.isOrdered()) {
        assertThat(offset).as("first of the unfinished").isEqualTo(floor());
        assertThat(queue.remove(offset)).as("%d waits", offset).isTrue();
      } else {
        assertThat(queue.pollFirst()).as("first of the waiting").isEqualTo(offset);
      }
      move(unfinished.get(offset), Where.FETCHING);
    }
  }

  boolean isFetching(long offset) {
    Message message = unfinished.get(offset);
    return message != null && message.where == Where.FETCHING;
  }

  void putBack(long offset) {
    move(unfinished.get(offset), Where.WAITING);
    queue.addFirst(offset);
  }

  int removeConsumer(long consumer) {
    int held = consumers.get(consumer).inFlight;
    for (Message message : new ArrayList<>(unfinished.values())) {
      if (message.where == Where.IN_FLIGHT && message.consumer == consumer) {
        toQueue(message, BurialReason.LEFT);
      }
    }
    consumers.remove(consumer);
    return held;
  }

  void empty(long upTo) {
    for (Message message : new ArrayList<>(unfinished.headMap(upTo).values())) {
      move(message, null);
    }
    queue.removeIf(offset -> offset < upTo);
    spent.removeIf(offset -> offset < upTo);
    remembered.cancelled.headSet(upTo).clear();
    read = remembered.passCancelled(Math.max(read, upTo));
  }

  /** As {@link #empty}, and the unfinished ones are counted, also those that were never read. */
  long dropBelow(long upTo) {
    long unread = Math.max(0, upTo - read) - remembered.cancelled.headSet(upTo).size();
    unread -= skip(read, upTo);
    long lost = unfinished.headMap(upTo).size() + unread;
    empty(upTo);
    remembered.dropped += lost;
    return lost;
  }

  /** How many messages are finished at or above, and not finished below, an offset. */
  SeekEffect seekEffect(long offset) {
    long replayed = 0;
    long skipped = 0;
    for (long at = 0; at < Math.max(read, offset); at++) {
      boolean isFinished = at < read && !unfinished.containsKey(at);
      replayed += isFinished && at >= offset ? 1 : 0;
      skipped += !isFinished && at < offset ? 1 : 0;
    }
    return new SeekEffect(replayed, skipped, count(Where.IN_FLIGHT));
  }

  /** Durable at once: nothing that was flushed before counts any more. */
  void seek(long offset) {
    for (Message message : new ArrayList<>(unfinished.values())) {
      move(message, null);
    }
    queue.clear();
    spent.clear();
    read = offset;
    remembered.cutAt(offset);
    remembered.cancelled.clear();
    Remembered kept = durable.remembered;
    kept.cutAt(offset);
    kept.cancelled.clear();
    durable = new Flush(offset, new TreeMap<>(), kept);
    durablyEmptiedTo = 0;
  }

  /** How many messages that retired are stored, each in its way. */
  List<Long> storedCounts() {
    return durable.remembered.counts();
  }

  void emptiedDurably(long upTo) {
    durablyEmptiedTo = Math.max(durablyEmptiedTo, upTo);
    durable = durable.emptied(upTo);
  }

  void beginFlush() {
    TreeMap<Long, Message> copies = new TreeMap<>();
    unfinished.forEach((offset, message) -> copies.put(offset, message.copy()));
    underWay = new Flush(read, copies, remembered.copy());
  }

  void flushed() {
    durable = underWay.emptied(durablyEmptiedTo);
  }

  /** The log lost its end; new messages will have the same offsets. */
  void rewind(long tail) {
    log.subList((int) tail, log.size()).clear();
    published.subList((int) tail, published.size()).clear();
    durable.remembered.cutAt(tail);
    durable = new Flush(Math.min(durable.readTo, tail), durable.unfinished, durable.remembered);
    durable.unfinished.tailMap(tail).clear();
    durablyEmptiedTo = Math.min(durablyEmptiedTo, tail);
  }

  /** Only what was flushed is left. */
  void crash() {
    consumers.clear();
    counts.clear();
    queue.clear();
    spent.clear();
    remembered = durable.remembered.copy();
    unfinished = new TreeMap<>();
    read = durable.readTo;
    underWay = null;
    for (Message flushed : durable.unfinished.values()) {
      Message message = flushed.copy();
      message.where = null;
      if (message.due > 0) {
        move(message, Where.DEFERRED);
      } else {
        toQueue(message, BurialReason.NOT_FINISHED);
      }
    }
  }
}
