package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.DEFERRED;
import static io.herald.broker.delivery.MessageSlots.FETCHING;
import static io.herald.broker.delivery.MessageSlots.FINISHED;

import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
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
  private final NewMessages newMessages = new NewMessages();
  private boolean paused;
  private long sampledAway;

  /**
   * A ledger that goes on where the cursor was flushed last: what was read and not finished is
   * delivered again.
   */
  public ChannelLedger(Limits limits, CursorState recovered, RandomGenerator random) {
    this.limits = limits;
    messages = new UnfinishedMessages(recovered.ackFloor());
    redeliveries = new Redeliveries(messages);
    changes = new CursorChanges(messages, recovered);
    dispatcher = new Dispatcher(new SamplePolicy(random.nextLong()));
    window = new InFlightWindow(limits, messages, redeliveries, dispatcher, changes);
    paused = recovered.paused();
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
    paused = nowPaused;
  }

  // ---- new messages

  /** How many messages could be delivered now, beside those that are being fetched. */
  public int capacity() {
    long free = dispatcher.spare() - redeliveries.fetching();
    if (limits.isOrdered()) {
      free = Math.min(free, 1 - window.count() - redeliveries.fetching());
    }
    return paused ? 0 : (int) Math.max(0, Math.min(free, Integer.MAX_VALUE));
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
   * @param baseOffset must be {@link #readOffset}
   * @return how many were taken
   */
  public int offer(
      long baseOffset, int count, Deferrals deferrals, long nowMillis, DeliverySink sink) {
    if (baseOffset != messages.end()) {
      throw new IllegalArgumentException(
          "offered " + baseOffset + " where " + messages.end() + " is next");
    }
    if (paused) {
      return 0;
    }
    newMessages.now = nowMillis;
    newMessages.sink = sink;
    newMessages.given = 0;
    long end = baseOffset + count;
    long at = baseOffset;
    int deferral = deferrals.nextWaiting(0, baseOffset, nowMillis);
    while (at < end && !isHeldByOrder()) {
      boolean isDeferralLeft = deferral < deferrals.size();
      int run = (int) ((isDeferralLeft ? Math.min(deferrals.offset(deferral), end) : end) - at);
      int taken = dispatcher.share(at, run, capacity(), newMessages);
      at += taken;
      if (taken < run
          || at == end
          || isHeldByOrder()
          || !defer(at, deferrals.dueMillis(deferral))) {
        break;
      }
      at++;
      deferral = deferrals.nextWaiting(deferral + 1, at, nowMillis);
    }
    boolean isStuck =
        at < end
            && !limits.isOrdered()
            && (capacity() > 0 || at == waitingFor(deferrals, deferral));
    redeliveries.newDelivered(newMessages.given, isStuck);
    return (int) (at - baseOffset);
  }

  /** Whether new messages must wait until the one before them is finished. */
  private boolean isHeldByOrder() {
    return limits.isOrdered() && messages.count() > 0;
  }

  private static long waitingFor(Deferrals deferrals, int index) {
    return index < deferrals.size() ? deferrals.offset(index) : -1;
  }

  private boolean defer(long offset, long due) {
    if (redeliveries.deferred() >= limits.maxDeferred()) {
      return false;
    }
    messages.append(1, DEFERRED, 0, -1, due, 0);
    redeliveries.defer(offset, due);
    changes.changed(offset);
    return true;
  }

  /** The bytes of unread messages are gone for good: reading goes on at {@code upTo}. */
  public void skipUnread(long upTo) {
    changes.finished(messages.end(), upTo);
    messages.skipTo(upTo);
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

  /** Gives a message whose bytes were fetched to a consumer, if one has room. */
  public Redelivery redeliver(long offset, long nowMillis, RedeliverySink sink) {
    int slot = messages.find(offset);
    if (messages.state(slot) != FETCHING) {
      return Redelivery.GONE;
    }
    boolean isFirstDelivery = messages.slots(slot).attempts[UnfinishedMessages.index(slot)] == 0;
    if (isFirstDelivery && dispatcher.isUnwanted(offset)) {
      sampledAway++;
      skip(offset);
      return Redelivery.SAMPLED_AWAY;
    }
    ConsumerShare consumer = paused ? null : dispatcher.pick(offset, isFirstDelivery);
    if (consumer == null) {
      redeliveries.putBack(offset, slot);
      return Redelivery.PUT_BACK;
    }
    int attempts = window.addAgain(consumer, offset, slot, nowMillis);
    sink.deliver(consumer.id, offset, attempts);
    return Redelivery.DELIVERED;
  }

  /** Puts a message whose bytes could not be fetched now before all that wait. */
  public void giveBack(long offset) {
    int slot = messages.find(offset);
    if (messages.state(slot) == FETCHING) {
      redeliveries.putBack(offset, slot);
    }
  }

  /** The bytes of a message being fetched are gone for good: it counts as finished. */
  public boolean skip(long offset) {
    int slot = messages.find(offset);
    if (messages.state(slot) != FETCHING) {
      return false;
    }
    redeliveries.fetched();
    messages.finish(slot);
    changes.finished(offset);
    return true;
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
  }

  /**
   * Drops every message below {@code upTo}, as {@link #empty} does, because the topic is full.
   *
   * @return how many of them were not finished; they are counted
   */
  public long drop(long upTo) {
    long unfinished = seekEffect(upTo).skipped();
    window.dropBelow(upTo);
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

  /** Shows the states of messages; good as long as this ledger is. */
  public LedgerView view() {
    return new LedgerView(messages, redeliveries, window, dispatcher);
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
    return paused;
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
    return sampledAway;
  }

  /** Books what the dispatcher gives out; one object for all offers. */
  private final class NewMessages implements Dispatcher.Allotment {
    private long now;
    private DeliverySink sink;
    private int given;

    @Override
    public void give(ConsumerShare consumer, long firstOffset, int count) {
      window.addNew(consumer, count, now);
      given += count;
      sink.deliver(consumer.id, firstOffset, count);
    }

    @Override
    public void drop(long offset) {
      messages.append(1, FINISHED, 0, -1, 0, 0);
      changes.finished(offset);
      sampledAway++;
    }
  }
}
