package io.herald.broker.channel;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.request.StoredCursor;
import io.herald.broker.stats.Counter;
import io.herald.broker.topic.TopicContext;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Has a channel's changes stored by its {@link ChannelCursor}, coalesced: one flush at a time, at
 * most one in each interval. A volatile channel has no cursor; everything counts as stored at once.
 * Belongs to one {@link Channel} and runs in it.
 *
 * <p>What is stored counts only if the partition is still this node's when it is: another node may
 * have read the cursor before. While that is not sure nothing is written, and changes wait.
 */
final class CursorFlush {
  /** The cursor has answered. */
  record Answered(ChannelCursor.Reply reply) implements Channel.Command {}

  /** It is time to flush. */
  enum FlushTick implements Channel.Command {
    INSTANCE
  }

  private static final String NOT_OURS = "this node may not own the partition any more";

  private final ActorContext<Channel.Command> context;
  private final TimerScheduler<Channel.Command> timers;
  private final ActorRef<ChannelCursor.Command> cursor; // null for a volatile channel
  private final ActorRef<ChannelCursor.Reply> answers;
  private final Duration interval;
  private final long startOffset;
  private final Counter progress;
  private final Ownership ownership;

  /** What to do with each answer that is to come; the cursor answers in order. */
  private final Queue<Consumer<ChannelCursor.Reply>> expected = new ArrayDeque<>();

  private final List<Runnable> drainers = new ArrayList<>();
  private CursorState opened;
  private long tail;
  private boolean isFlushing;
  private boolean isPlanned;
  private boolean isSeeking;

  private CursorFlush(
      ActorContext<Channel.Command> context,
      TimerScheduler<Channel.Command> timers,
      ActorRef<ChannelCursor.Command> cursor,
      Duration interval,
      long startOffset,
      Counter progress,
      Ownership ownership) {
    this.context = context;
    this.timers = timers;
    this.cursor = cursor;
    this.interval = interval;
    this.startOffset = startOffset;
    this.progress = progress;
    this.ownership = ownership;
    this.answers = context.messageAdapter(ChannelCursor.Reply.class, Answered::new);
  }

  static CursorFlush durable(
      ActorContext<Channel.Command> context,
      TimerScheduler<Channel.Command> timers,
      TopicContext shared,
      String persistenceId,
      long startOffset,
      Counter progress,
      Ownership ownership) {
    ActorRef<ChannelCursor.Command> cursor =
        context.spawn(
            ChannelCursor.create(
                PersistenceId.ofUniqueId(persistenceId), shared.cursorPlugins(), ownership),
            "cursor",
            DispatcherSelector.sameAsParent());
    Duration interval = shared.store().cursorFlushInterval();
    return new CursorFlush(context, timers, cursor, interval, startOffset, progress, ownership);
  }

  static CursorFlush volatileFrom(
      ActorContext<Channel.Command> context,
      TimerScheduler<Channel.Command> timers,
      TopicContext shared,
      long startOffset,
      Counter progress,
      Ownership ownership) {
    Duration interval = shared.store().cursorFlushInterval();
    return new CursorFlush(context, timers, null, interval, startOffset, progress, ownership);
  }

  /** Recovers the cursor; {@code logTail} is where the log ends. */
  void open(long logTail) {
    tail = logTail;
    if (cursor == null) {
      expected.add(this::onOpened);
      answers.tell(new ChannelCursor.Opened(CursorState.startingAt(startOffset)));
    } else {
      expected.add(this::onOpened);
      cursor.tell(new ChannelCursor.Open(startOffset, answers));
    }
  }

  private void onOpened(ChannelCursor.Reply reply) {
    if (!(reply instanceof ChannelCursor.Opened state)) {
      open(tail);
    } else if (state.cursor().readTo() > tail) {
      // a power cut took messages that the cursor had seen: their offsets will be given again
      context.getLog().warn("cursor was ahead of the log and is set back to {}", tail);
      expected.add(this::onOpened);
      cursor.tell(new ChannelCursor.Rewind(tail, answers));
    } else {
      opened = state.cursor();
      progress.set(opened.ackFloor());
    }
  }

  /** Takes an answer; returns the cursor when it has just been recovered, else null. */
  CursorState answered(Answered answered) {
    boolean wasOpen = opened != null;
    expected.remove().accept(answered.reply());
    return wasOpen ? null : opened;
  }

  /** Plans a flush, unless there is one or nothing has changed. */
  void plan(ChannelLedger ledger) {
    if (!isPlanned && !isFlushing && !isSeeking && ledger.hasChanges()) {
      isPlanned = true;
      timers.startSingleTimer(FlushTick.INSTANCE, interval);
    }
  }

  void flush(ChannelLedger ledger) {
    isPlanned = false;
    boolean isBusy = isFlushing || isSeeking;
    CursorAdvanced delta = isBusy || !ownership.isValid() ? null : ledger.delta();
    if (delta == null) {
      answerDrainers();
    } else if (cursor == null) {
      ledger.deltaConfirmed();
      progress.set(delta.ackFloor());
      answerDrainers();
    } else {
      isFlushing = true;
      expected.add(reply -> flushed(ledger, delta, reply));
      cursor.tell(new ChannelCursor.Advance(delta, answers));
    }
  }

  private void flushed(ChannelLedger ledger, CursorAdvanced delta, ChannelCursor.Reply reply) {
    isFlushing = false;
    if (reply == ChannelCursor.Persisted.INSTANCE && ownership.isValid()) {
      ledger.deltaConfirmed();
      progress.set(delta.ackFloor());
    } else {
      ledger.deltaFailed();
    }
    if (!drainers.isEmpty()) {
      flush(ledger);
    }
  }

  private void answerDrainers() {
    if (!isFlushing && !isSeeking) {
      List<Runnable> answered = List.copyOf(drainers);
      drainers.clear();
      answered.forEach(Runnable::run);
    }
  }

  /** Flushes now and answers when everything is stored, or nothing can be stored that counts. */
  void drain(ChannelLedger ledger, ActorRef<Done> replyTo) {
    drain(ledger, () -> replyTo.tell(Done.getInstance()));
  }

  /** The same, and {@code then} runs in the channel. */
  void drain(ChannelLedger ledger, Runnable then) {
    drainers.add(then);
    flush(ledger);
  }

  /** Why nothing can be stored that counts; empty if it can. */
  Optional<StatusReply<Done>> refusal() {
    return ownership.isValid() ? Optional.empty() : Optional.of(StatusReply.error(NOT_OURS));
  }

  void setPaused(boolean paused, Consumer<StatusReply<Done>> done) {
    store(new ChannelCursor.SetPaused(paused, answers), done);
  }

  void empty(long upTo, Consumer<StatusReply<Done>> done) {
    store(new ChannelCursor.Empty(upTo, answers), done);
  }

  /** Whether it is not sure yet where the channel goes on. */
  boolean isSeeking() {
    return isSeeking;
  }

  /**
   * Stores that the channel goes on at {@code offset}. Nothing is flushed meanwhile: it would bring
   * back what was. A write that may have failed is said again until one is known to be stored.
   *
   * @param done told when it is stored, or when it cannot be
   */
  void seek(ChannelLedger ledger, long offset, Consumer<StatusReply<Done>> done) {
    isSeeking = true;
    if (cursor == null) {
      sought(ledger, offset, ChannelCursor.Persisted.INSTANCE, done);
      return;
    }
    expected.add(reply -> sought(ledger, offset, reply, done));
    cursor.tell(new ChannelCursor.Seek(offset, answers));
  }

  private void sought(
      ChannelLedger ledger,
      long offset,
      ChannelCursor.Reply reply,
      Consumer<StatusReply<Done>> done) {
    if (reply != ChannelCursor.Persisted.INSTANCE && ownership.isValid()) {
      seek(ledger, offset, done);
      return;
    }
    isSeeking = false;
    done.accept(answerTo(reply));
    if (ownership.isValid()) {
      progress.set(offset);
    }
    if (!drainers.isEmpty()) {
      flush(ledger);
    }
  }

  /**
   * Asks what is stored; all that was sent to be stored before is in the answer. While the channel
   * is being moved it cannot be said: the move may be stored and not be made yet.
   */
  void stored(ChannelLedger ledger, Consumer<StoredCursor> then) {
    if (cursor == null) {
      then.accept(StoredCursor.NONE);
      return;
    }
    expected.add(
        reply ->
            then.accept(
                reply instanceof ChannelCursor.Opened state && !isSeeking
                    ? StoredCursor.of(state.cursor(), !isFlushing && !ledger.hasChanges())
                    : StoredCursor.UNREADABLE));
    cursor.tell(new ChannelCursor.Open(startOffset, answers));
  }

  private void store(ChannelCursor.Command command, Consumer<StatusReply<Done>> done) {
    if (cursor == null) {
      done.accept(StatusReply.ack());
      return;
    }
    expected.add(reply -> done.accept(answerTo(reply)));
    cursor.tell(command);
  }

  private StatusReply<Done> answerTo(ChannelCursor.Reply reply) {
    if (!ownership.isValid()) {
      return StatusReply.error(NOT_OURS);
    }
    return reply == ChannelCursor.Persisted.INSTANCE
        ? StatusReply.ack()
        : StatusReply.error("the cursor could not be stored");
  }
}
