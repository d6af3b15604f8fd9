package io.herald.persistence.lease;

import akka.persistence.typed.EventAdapter;
import akka.persistence.typed.EventSeq;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Events of a persistence id that changes hands, in a store that lets anybody write. Nothing keeps
 * a former writer, or a write that was given up, from arriving late, with the sequence numbers that
 * its successor uses, too. So events are stamped ({@link WriterStamp}), and a replay takes what the
 * newest writer built on, whatever else it finds:
 *
 * <pre>
 * sequence number   5    6    7    8   ...  13   14
 * former writer     x    y    z                        y and z came after its successor had read
 * its successor          p    mark mark ... mark q
 * replayed          x    p                       q
 * </pre>
 *
 * <p>A writer's first write is filled up with {@link WriterMark}s: a journal may end a replay with
 * the first of several events that have the highest sequence number, as the one of Cassandra does,
 * and that must not be the wrong one in place of an event that matters.
 *
 * <p>Akka's replay filter cannot do all this: it takes for the newest writer the one that it meets
 * last, which is a former one if its late event is the first of it behind the snapshot, and drops
 * all events of the real one from there on.
 *
 * <p>A former writer is ended by the first write that it finds to have come too late, so it is late
 * with the events of one write. If those are {@link #FIRST_WRITE} or more, which only a topic or
 * partition with as many channels writes when it begins, the marks may not be enough.
 *
 * @param <E> the events
 * @param <S> what they make; immutable
 */
public final class OwnedEvents<E, S> extends EventAdapter<Object, Object> {
  /** How many events a writer's first write has at least, with the marks. */
  static final int FIRST_WRITE = 8;

  private static final long UNSHARED = 0;

  private final BiFunction<S, E, S> apply;
  private long epoch = UNSHARED;
  private long life;
  private boolean hasWritten;
  private int lastWrite;
  private WriterStamp newest = WriterStamp.NONE;
  private long lastSequenceNr = -1;
  private S beforeLast;

  /** An event that is replayed, with its writer. */
  private record Replayed(WriterStamp writer, Object event) {}

  /**
   * The events of one actor.
   *
   * @param apply makes the next state
   */
  public OwnedEvents(BiFunction<S, E, S> apply) {
    this.apply = apply;
  }

  /**
   * Says under which ownership they are written from now on. Without one, or if there is but one
   * owner ever, they are left as they are.
   */
  public void ownedBy(Ownership ownership) {
    epoch = ownership.epoch();
  }

  /** What is to be written for these events: with marks behind the first of this life. */
  public List<Object> toWrite(List<? extends E> events) {
    List<Object> all = new ArrayList<>(events);
    if (epoch != UNSHARED && !hasWritten && !events.isEmpty()) {
      hasWritten = true;
      do {
        all.add(WriterMark.INSTANCE);
      } while (all.size() < FIRST_WRITE);
    }
    lastWrite = all.size();
    return all;
  }

  /** How many events the last write had. */
  public int lastWrite() {
    return lastWrite;
  }

  /** Whether anything was written since the last recovery. */
  boolean hasWritten() {
    return hasWritten;
  }

  /**
   * The state after an event that has just been written, or is replayed.
   *
   * @param sequenceNr the event's; asked for only if it is replayed
   */
  @SuppressWarnings("unchecked") // what is not one of these is the family's
  public S apply(S state, Object event, LongSupplier sequenceNr) {
    if (event instanceof Replayed replayed) {
      return replay(state, replayed, sequenceNr.getAsLong());
    }
    return event == WriterMark.INSTANCE ? state : apply.apply(state, (E) event);
  }

  private S replay(S state, Replayed replayed, long sequenceNr) {
    if (replayed.writer().compareTo(newest) < 0) {
      return state; // too late: there was a newer one already
    }
    S before = sequenceNr == lastSequenceNr ? beforeLast : state;
    newest = replayed.writer();
    lastSequenceNr = sequenceNr;
    beforeLast = before;
    return apply(before, replayed.event(), () -> sequenceNr);
  }

  /** Recovery is over, or has failed: what is written from now on is another writer's. */
  public void recovered() {
    life++;
    hasWritten = false;
    newest = WriterStamp.NONE;
    lastSequenceNr = -1;
    beforeLast = null;
  }

  @Override
  public Object toJournal(Object event) {
    return event;
  }

  @Override
  public String manifest(Object event) {
    return new WriterStamp(epoch, life).toString();
  }

  @Override
  public EventSeq<Object> fromJournal(Object event, String manifest) {
    return EventSeq.single(new Replayed(WriterStamp.parse(manifest), event));
  }
}
