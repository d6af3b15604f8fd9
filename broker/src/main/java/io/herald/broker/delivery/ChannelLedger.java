package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.DEFERRED;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.protocol.message.Deferrals;
import java.util.random.RandomGenerator;

/**
 * All decisions of delivery for one channel on one partition: who gets which offset, what is in
 * flight, what waits, what is finished, and what of that must be flushed.
 *
 * <p>For one thread. Knows no clock (times are wall clock ms given by the caller, and should not
 * run backwards) and no bytes. See the package for the states of a message.
 */
public final class ChannelLedger {
  /** Attempts saturate here: the wire has an unsigned 16-bit count. */
  public static final int ATTEMPTS_MAX = 65_535;

  /** A wake-up for timeouts comes at most this often; each costs a scan of what is unfinished. */
  static final long SCAN_GAP_MILLIS = 20;

  private final Limits limits;
  private final UnfinishedMessages messages;
  private final Redeliveries redeliveries;
  private final CursorChanges changes;
  private final Dispatcher dispatcher;
  private final InFlightWindow window;
  private final Room room;
  private final Expiry expiry = new Expiry();
  private final NewMessages newMessages;
  private final FetchedMessages fetched;
  private final Burials burials;

  /**
   * A ledger that goes on where the cursor was flushed last: what was read and not finished is
   * delivered again.
   */
  public ChannelLedger(Limits limits, CursorState recovered, RandomGenerator random) {
    this.limits = limits;
    messages = new UnfinishedMessages(recovered.ackFloor());
    changes = new CursorChanges(messages, recovered);
    burials = new Burials(messages, changes);
    redeliveries = new Redeliveries(messages, burials);
    dispatcher = new Dispatcher(new SamplePolicy(random.nextLong()));
    window = new InFlightWindow(limits, messages, redeliveries, burials, dispatcher, changes);
    room = new Room(limits, dispatcher, redeliveries, window, recovered.paused());
    newMessages =
        new NewMessages(
            limits, recovered, messages, redeliveries, changes, dispatcher, window, room, expiry);
    fetched =
        new FetchedMessages(
            messages, redeliveries, burials, changes, dispatcher, window, room, expiry);
    redeliveries.recover(recovered);
  }

  // ---- consumers

  /**
   * A consumer comes, with ready count 0.
   *
   * @param sampleRate percent of the messages it takes, 1..99; 0 = all
   */
  public void addConsumer(long consumer, long msgTimeoutMillis, int sampleRate) {
    dispatcher.add(consumer, msgTimeoutMillis, sampleRate);
  }

  /**
   * A consumer goes. What it holds is requeued at once; nsqd lets it wait for its timeout.
   *
   * @return how many messages it held
   */
  public int removeConsumer(long consumer) {
    ConsumerShare gone = dispatcher.find(consumer);
    if (gone == null) {
      return 0;
    }
    int held = gone.inFlight;
    window.releaseAll(gone);
    dispatcher.remove(gone);
    return held;
  }

  /** RDY: how many messages the consumer may hold at once. */
  public void ready(long consumer, int count) {
    ConsumerShare share = dispatcher.find(consumer);
    if (share != null) {
      dispatcher.ready(share, count);
    }
  }

  /** A held consumer gets nothing: its output buffer is full. */
  public void hold(long consumer, boolean held) {
    ConsumerShare share = dispatcher.find(consumer);
    if (share != null) {
      dispatcher.hold(share, held);
    }
  }

  /** A paused channel delivers nothing; FIN, REQ, TOUCH and timeouts go on. */
  public void pause(boolean nowPaused) {
    room.pause(nowPaused);
  }

  /** A message that was delivered this often is not delivered again but buried; 0 = never. */
  public void limitAttempts(int max) {
    redeliveries.limitAttempts(max);
  }

  /** A message older than this is not delivered any more, nor delivered again; 0 = any age. */
  public void ttl(long millis) {
    expiry.ttl(millis);
  }

  // ---- new messages

  /** How many messages could be delivered now, beside those that are being fetched. */
  public int capacity() {
    return room.capacity();
  }

  /**
   * Offers the messages that follow the last one read. Takes as many as consumers have room for;
   * messages that are deferred and not yet due are set aside instead and need no room.
   *
   * <p>Fewer than capacity may be taken: nothing moves past a deferred message that finds {@link
   * Limits#maxDeferred} others, nor past one that the sampling consumers with room do not take
   * while the others have none. Then offer again after the next change, not at once; redeliveries
   * may have all of the capacity that is left. In order, at most one is taken, and none while one
   * is unfinished.
   *
   * <p>What is too old counts as taken, and so does what was cancelled; neither needs room.
   *
   * @param baseOffset must be {@link #readOffset}
   * @param publishedMillis when all of them were published
   * @return how many were taken
   */
  public int offer(
      long baseOffset,
      int count,
      Deferrals deferrals,
      long publishedMillis,
      long nowMillis,
      DeliverySink sink) {
    if (baseOffset != messages.end()) {
      throw new IllegalArgumentException(
          "offered " + baseOffset + " where " + messages.end() + " is next");
    }
    return room.isPaused()
        ? 0
        : newMessages.offer(baseOffset, count, deferrals, publishedMillis, nowMillis, sink);
  }

  /** The bytes of unread messages are gone for good: reading goes on at {@code upTo}. */
  public void skipUnread(long upTo) {
    newMessages.skip(upTo);
  }

  /** Unread messages are for another channel: they count as finished, reading goes on behind. */
  public void passOver(long upTo) {
    newMessages.passOver(upTo);
  }

  // ---- redeliveries

  /** How many requeued and due messages wait. */
  public int redeliverable(long nowMillis) {
    redeliveries.promoteDue(nowMillis);
    return redeliveries.waiting();
  }

  /**
   * Takes messages whose bytes are to be fetched, by waiting order, at most as many as can be
   * delivered, or half of that while new messages wait. Each must come back through {@link
   * #redeliver}, {@link #giveBack} or {@link #skip}; until then it takes up capacity.
   */
  public long[] takeRedeliveries(int max, boolean newMessagesWait, long nowMillis) {
    redeliveries.promoteDue(nowMillis);
    if (limits.isOrdered()) {
      return max > 0 && capacity() > 0 ? redeliveries.takeFirstUnfinished() : Redeliveries.NOTHING;
    }
    return redeliveries.take(max, capacity(), newMessagesWait);
  }

  /**
   * Takes the oldest messages that wait, whether there is room for them or not, to find those that
   * are too old; as with {@link #takeRedeliveries}, each must come back.
   */
  public long[] takeOldest(int max) {
    return room.isPaused() ? Redeliveries.NOTHING : redeliveries.takeOldest(max);
  }

  /**
   * Gives a message whose bytes were fetched to a consumer, if one has room.
   *
   * @param publishedMillis when it was published, or due if it was published for later
   */
  public Redelivery redeliver(
      long offset, long publishedMillis, long nowMillis, RedeliverySink sink) {
    return fetched.redeliver(offset, publishedMillis, nowMillis, sink);
  }

  /** Puts a message whose bytes could not be fetched now before all that wait. */
  public void giveBack(long offset) {
    fetched.giveBack(offset);
  }

  /** The bytes of a message being fetched are gone for good: it counts as finished. */
  public boolean skip(long offset) {
    return fetched.skip(offset);
  }

  /** Those that are to be buried. */
  public Burials burials() {
    return burials;
  }

  /**
   * Cancels a message that waits for its time: it is never delivered.
   *
   * @param dueMillis if it was published for later: when it is due, else 0
   * @return false if it does not wait for its time, or too many that are still to be read were
   *     cancelled
   */
  public boolean cancel(long offset, long dueMillis, long nowMillis) {
    boolean isDeferred =
        offset >= messages.end()
            ? dueMillis > nowMillis || newMessages.isCancelled(offset)
            : messages.state(messages.find(offset)) == DEFERRED;
    return isDeferred && drop(offset);
  }

  /**
   * Finishes a message that waits, or was not read yet: it is never delivered.
   *
   * @return false if it does not wait, or too many that are still to be read were dropped
   */
  public boolean drop(long offset) {
    return offset >= messages.end()
        ? newMessages.cancel(offset)
        : redeliveries.drop(offset, changes);
  }

  // ---- what clients answer

  /** FIN. False if the message is not in flight with this consumer. */
  public boolean finish(long consumer, long offset) {
    return window.finish(consumer, offset);
  }

  /**
   * REQ. With delay 0 the message waits behind all others that do; else it is deferred.
   *
   * @return false if the message is not in flight with this consumer, or too many are deferred
   */
  public boolean requeue(long consumer, long offset, long delayMillis, long nowMillis) {
    return window.requeue(consumer, offset, delayMillis, nowMillis);
  }

  /** TOUCH: the timeout begins anew, but never reaches beyond delivery + max-msg-timeout. */
  public boolean touch(long consumer, long offset, long nowMillis) {
    return window.touch(consumer, offset, nowMillis);
  }

  // ---- time

  /**
   * Messages past their deadline are requeued, deferred ones that are due become redeliverable.
   *
   * @return how many became redeliverable
   */
  public int expire(long nowMillis) {
    return redeliveries.promoteDue(nowMillis) + window.expire(nowMillis);
  }

  /**
   * When to call {@link #expire} and try to deliver next; Long.MAX_VALUE = nothing waits for time,
   * 0 = soon: redeliveries may have the room that new messages turned out not to be able to use.
   */
  public long nextWakeMillis() {
    if (redeliveries.haveUnusedPlaces(capacity())) {
      return 0;
    }
    return Math.min(window.nextWakeMillis(), redeliveries.nextDueMillis());
  }

  // ---- what is dropped, and what survives

  /** Drops every message below {@code upTo}, whatever its state; later FINs of them fail. */
  public void empty(long upTo) {
    window.dropBelow(upTo);
    newMessages.emptied(upTo);
  }

  /**
   * Drops every message below {@code upTo}, as {@link #empty} does, because the topic is full.
   *
   * @param foreign unread messages that are known to be for other channels: they are skipped
   * @return how many of them were not finished; they are counted
   */
  public long dropBelow(long upTo, OffsetRanges foreign) {
    long notForIt = newMessages.skip(foreign.within(messages.end(), upTo));
    long unfinished = seekEffect(upTo).skipped() - newMessages.cancelledBelow(upTo) - notForIt;
    empty(upTo);
    changes.dropped(unfinished);
    return unfinished;
  }

  /** What {@link #seek} would do; see there. */
  public SeekEffect seekEffect(long offset) {
    return SeekEffect.of(messages, offset);
  }

  /**
   * Goes on at {@code offset}, before or behind what was read: everything below counts as finished,
   * everything from there on as never read, so that it is delivered as attempt 1. What was in
   * flight is in flight no more: a FIN fails, unless its consumer got the message once more.
   *
   * <p>Only when that is stored, and while no flush is under way: it would bring back what was.
   */
  public void seek(long offset) {
    window.restartAt(offset);
    newMessages.restarted();
    changes.restartedAt(offset);
  }

  /** Whether {@link #delta} would answer something, were no flush under way. */
  public boolean hasChanges() {
    return changes.isPresent();
  }

  /**
   * What must be flushed: everything since the last confirmed flush. Null if there is nothing, or
   * while a flush is under way. Answer with {@link #deltaConfirmed} or {@link #deltaFailed}.
   */
  public CursorAdvanced delta() {
    return changes.begin();
  }

  public void deltaConfirmed() {
    changes.confirmed();
  }

  /** What the failed flush held goes into the next. */
  public void deltaFailed() {
    changes.failed();
  }

  // ---- looking at it

  /** Has somebody hear from now on what happens to each message; null = nobody any more. */
  public void observer(MessageObserver observer) {
    window.observer(observer);
    changes.observer(observer);
  }

  /** Shows the states of messages; good as long as this ledger is. */
  public LedgerView view() {
    return new LedgerView(
        messages, redeliveries, burials, window, dispatcher, changes, newMessages);
  }

  // ---- counts

  /** The next offset that was never read. */
  public long readOffset() {
    return messages.end();
  }

  /** Every offset below it is finished. */
  public long ackFloor() {
    return messages.floor();
  }

  public boolean isPaused() {
    return room.isPaused();
  }

  /** NSQ's depth: unread and waiting messages, without those in flight and deferred. */
  public long depth(long tailOffset) {
    return tailOffset - messages.end() + waitingCount();
  }

  /** Requeued and due messages, also those being fetched. */
  public int waitingCount() {
    return redeliveries.waiting() + redeliveries.fetching();
  }

  public int deferredCount() {
    return redeliveries.deferred();
  }

  public int inFlightCount() {
    return window.count();
  }

  /** Messages this consumer holds; 0 if it is not here. */
  public int inFlightCount(long consumer) {
    ConsumerShare share = dispatcher.find(consumer);
    return share == null ? 0 : share.inFlight;
  }

  public int consumerCount() {
    return dispatcher.consumerCount();
  }

  public long timeoutCount() {
    return window.timeouts();
  }

  public long requeueCount() {
    return window.requeues();
  }

  public long finishCount() {
    return window.finishes();
  }

  /** Messages that were dropped unfinished since the channel began. */
  public long droppedCount() {
    return changes.droppedCount();
  }

  /** Messages finished without delivery because every consumer samples. */
  public long sampledAwayCount() {
    return newMessages.sampledAway() + fetched.sampledAway();
  }

  /** Messages that went to the dead-letter topic in the channel's life. */
  public long deadLetteredCount() {
    return changes.dead().count();
  }

  /** Messages that were for another channel, in the channel's life. */
  public long skippedCount() {
    return changes.skipped().count();
  }

  /** Messages that were too old in the channel's life. */
  public long expiredCount() {
    return changes.expired().count();
  }
}
