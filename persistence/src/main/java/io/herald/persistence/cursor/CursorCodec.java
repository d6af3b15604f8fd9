package io.herald.persistence.cursor;

import io.herald.persistence.cursor.CursorEvent.ChannelPaused;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorEvent.CursorEmptied;
import io.herald.persistence.cursor.CursorEvent.CursorOpened;
import io.herald.persistence.cursor.CursorEvent.CursorRewound;
import io.herald.persistence.cursor.CursorEvent.CursorSeeked;
import io.herald.persistence.serialization.VarintReader;
import io.herald.persistence.serialization.VarintWriter;
import java.util.Map;

/**
 * The bytes of cursor events and states. All numbers are varints; offsets are distances from the
 * one before, so that a flush of thousands of finished messages takes a few dozen bytes.
 *
 * <pre>
 *   CursorOpened:1    startOffset
 *   CursorAdvanced:1  ackFloor  ranges  readTo-ackFloor  pending
 *   CursorAdvanced:2  as 1, then  dead ranges  expired ranges, from 0
 *   CursorAdvanced:3  as 2, then  dropped
 *   CursorAdvanced:4  as 3, then  skipped ranges, from 0
 *   ChannelPaused:1   1 | 0
 *   CursorEmptied:1   upTo
 *   CursorRewound:1   tail
 *   CursorSeeked:1    offset
 *   CursorState:1     ackFloor  ranges  readTo-ackFloor  pending  paused
 *   CursorState:2     as 1, then  dead tally  expired tally
 *   CursorState:3     as 2, then  dropped
 *   CursorState:4     as 3, then  skipped tally
 *
 *   ranges            count  { start - end before (first: ackFloor)   end - start }
 *   tally             foldedCount  foldedTo  ranges from foldedTo
 *   pending           count  { offset - offset before (first: ackFloor)
 *                              attempts*2 + (1 if due)   [due - due before (signed, first: 0)] }
 * </pre>
 *
 * <p>A manifest's number rises when its layout changes; readers of old numbers stay. The lowest
 * number that can hold an event is written: 4 where messages were skipped, 3 where some were
 * dropped, 2 where some went to a dead-letter topic or expired.
 */
final class CursorCodec {
  static final String OPENED = "CursorOpened:1";
  static final String ADVANCED = "CursorAdvanced:1";
  static final String PAUSED = "ChannelPaused:1";
  static final String EMPTIED = "CursorEmptied:1";
  static final String REWOUND = "CursorRewound:1";
  static final String SEEKED = "CursorSeeked:1";
  static final String STATE = "CursorState:1";
  static final String ADVANCED_WITH_RETIRED = "CursorAdvanced:2";
  static final String STATE_WITH_RETIRED = "CursorState:2";
  static final String ADVANCED_WITH_DROPPED = "CursorAdvanced:3";
  static final String STATE_WITH_DROPPED = "CursorState:3";
  static final String ADVANCED_WITH_SKIPPED = "CursorAdvanced:4";
  static final String STATE_WITH_SKIPPED = "CursorState:4";

  private static final Map<Class<?>, String> MANIFESTS =
      Map.of(
          CursorOpened.class, OPENED,
          CursorAdvanced.class, ADVANCED,
          ChannelPaused.class, PAUSED,
          CursorEmptied.class, EMPTIED,
          CursorRewound.class, REWOUND,
          CursorSeeked.class, SEEKED,
          CursorState.class, STATE);

  private CursorCodec() {}

  /** Null for an object that is not the cursor's. */
  static String manifest(Object object) {
    if (object instanceof CursorAdvanced event && event.hasRetired()) {
      if (!event.skipped().isEmpty()) {
        return ADVANCED_WITH_SKIPPED;
      }
      return event.dropped() > 0 ? ADVANCED_WITH_DROPPED : ADVANCED_WITH_RETIRED;
    }
    if (object instanceof CursorState state && !state.retired().isEmpty()) {
      if (!state.retired().skipped().isEmpty()) {
        return STATE_WITH_SKIPPED;
      }
      return state.retired().dropped() > 0 ? STATE_WITH_DROPPED : STATE_WITH_RETIRED;
    }
    return MANIFESTS.get(object.getClass());
  }

  static byte[] encode(Object object) {
    VarintWriter out = new VarintWriter();
    if (object instanceof CursorAdvanced event) {
      writePosition(out, event.ackFloor(), event.finished(), event.readTo(), event.pending());
      if (event.hasRetired()) {
        writeRanges(out, 0, event.dead());
        writeRanges(out, 0, event.expired());
        writeRest(out, event);
      }
    } else if (object instanceof CursorState state) {
      writePosition(out, state.ackFloor(), state.acked(), state.readTo(), state.pending());
      out.unsigned(state.paused() ? 1 : 0);
      if (!state.retired().isEmpty()) {
        writeTally(out, state.retired().dead());
        writeTally(out, state.retired().expired());
        writeRest(out, state.retired());
      }
    } else if (object instanceof CursorOpened event) {
      out.unsigned(event.startOffset());
    } else if (object instanceof ChannelPaused event) {
      out.unsigned(event.paused() ? 1 : 0);
    } else if (object instanceof CursorEmptied event) {
      out.unsigned(event.upTo());
    } else if (object instanceof CursorRewound event) {
      out.unsigned(event.tail());
    } else if (object instanceof CursorSeeked event) {
      out.unsigned(event.offset());
    } else {
      throw new IllegalArgumentException("not of a cursor: " + object.getClass());
    }
    return out.toByteArray();
  }

  static Object decode(String manifest, byte[] bytes) {
    VarintReader in = new VarintReader(bytes);
    Object decoded = decode(manifest, in);
    in.expectEnd();
    return decoded;
  }

  private static Object decode(String manifest, VarintReader in) {
    return switch (manifest) {
      case ADVANCED -> readAdvanced(in);
      case ADVANCED_WITH_RETIRED -> readAdvancedWithRetired(in, false, false);
      case ADVANCED_WITH_DROPPED -> readAdvancedWithRetired(in, true, false);
      case ADVANCED_WITH_SKIPPED -> readAdvancedWithRetired(in, true, true);
      case STATE -> readState(in);
      case STATE_WITH_RETIRED -> readStateWithRetired(in, false, false);
      case STATE_WITH_DROPPED -> readStateWithRetired(in, true, false);
      case STATE_WITH_SKIPPED -> readStateWithRetired(in, true, true);
      case OPENED -> new CursorOpened(in.unsigned());
      case PAUSED -> new ChannelPaused(readFlag(in));
      case EMPTIED -> new CursorEmptied(in.unsigned());
      case REWOUND -> new CursorRewound(in.unsigned());
      case SEEKED -> new CursorSeeked(in.unsigned());
      default -> throw new IllegalArgumentException("unknown manifest " + manifest);
    };
  }

  private static void writePosition(
      VarintWriter out, long floor, OffsetRanges ranges, long readTo, PendingMessages pending) {
    out.unsigned(floor);
    writeRanges(out, floor, ranges);
    out.unsigned(readTo - floor);
    writePending(out, floor, pending);
  }

  private static void writeRanges(VarintWriter out, long from, OffsetRanges ranges) {
    out.unsigned(ranges.rangeCount());
    long before = from;
    for (int i = 0; i < ranges.rangeCount(); i++) {
      out.unsigned(ranges.start(i) - before);
      out.unsigned(ranges.end(i) - ranges.start(i));
      before = ranges.end(i);
    }
  }

  private static void writeTally(VarintWriter out, OffsetTally tally) {
    out.unsigned(tally.foldedCount());
    out.unsigned(tally.foldedTo());
    writeRanges(out, tally.foldedTo(), tally.recent());
  }

  /** What the lowest number that can hold the event has behind dead and expired ones. */
  private static void writeRest(VarintWriter out, CursorAdvanced event) {
    boolean hasSkipped = !event.skipped().isEmpty();
    if (event.dropped() > 0 || hasSkipped) {
      out.unsigned(event.dropped());
    }
    if (hasSkipped) {
      writeRanges(out, 0, event.skipped());
    }
  }

  private static void writeRest(VarintWriter out, Retired retired) {
    boolean hasSkipped = !retired.skipped().isEmpty();
    if (retired.dropped() > 0 || hasSkipped) {
      out.unsigned(retired.dropped());
    }
    if (hasSkipped) {
      writeTally(out, retired.skipped());
    }
  }

  private static void writePending(VarintWriter out, long floor, PendingMessages pending) {
    out.unsigned(pending.size());
    long before = floor;
    long dueBefore = 0;
    for (int i = 0; i < pending.size(); i++) {
      long due = pending.dueMillis(i);
      out.unsigned(pending.offset(i) - before);
      out.unsigned(pending.attempts(i) * 2L + (due == 0 ? 0 : 1));
      before = pending.offset(i);
      if (due != 0) {
        out.signed(due - dueBefore);
        dueBefore = due;
      }
    }
  }

  private static CursorAdvanced readAdvanced(VarintReader in) {
    long floor = in.unsigned();
    OffsetRanges finished = readRanges(in, floor);
    long readTo = floor + in.unsigned();
    return new CursorAdvanced(floor, finished, readTo, readPending(in, floor));
  }

  private static CursorState readState(VarintReader in) {
    CursorAdvanced position = readAdvanced(in);
    return new CursorState(
        position.ackFloor(),
        position.finished(),
        position.readTo(),
        position.pending(),
        readFlag(in));
  }

  private static CursorAdvanced readAdvancedWithRetired(
      VarintReader in, boolean withDropped, boolean withSkipped) {
    CursorAdvanced position = readAdvanced(in);
    return new CursorAdvanced(
        position.ackFloor(),
        position.finished(),
        position.readTo(),
        position.pending(),
        readRanges(in, 0),
        readRanges(in, 0),
        withDropped ? in.unsigned() : 0,
        withSkipped ? readRanges(in, 0) : OffsetRanges.EMPTY);
  }

  private static CursorState readStateWithRetired(
      VarintReader in, boolean withDropped, boolean withSkipped) {
    CursorState state = readState(in);
    return new CursorState(
        state.ackFloor(),
        state.acked(),
        state.readTo(),
        state.pending(),
        state.paused(),
        new Retired(
            readTally(in),
            readTally(in),
            withDropped ? in.unsigned() : 0,
            withSkipped ? readTally(in) : OffsetTally.EMPTY));
  }

  private static OffsetTally readTally(VarintReader in) {
    long count = in.unsigned();
    long to = in.unsigned();
    return new OffsetTally(count, to, readRanges(in, to));
  }

  private static OffsetRanges readRanges(VarintReader in, long floor) {
    int count = in.count(2);
    OffsetRanges.Builder ranges = new OffsetRanges.Builder(count);
    long before = floor;
    for (int i = 0; i < count; i++) {
      long start = before + in.unsigned();
      before = start + in.unsigned();
      ranges.append(start, before);
    }
    return ranges.build();
  }

  private static PendingMessages readPending(VarintReader in, long floor) {
    int count = in.count(2);
    PendingMessages.Builder pending = new PendingMessages.Builder(count);
    long offset = floor;
    long due = 0;
    for (int i = 0; i < count; i++) {
      offset += in.unsigned();
      long attemptsAndFlag = in.unsigned();
      boolean isDue = (attemptsAndFlag & 1) != 0;
      due += isDue ? in.signed() : 0;
      pending.append(offset, isDue ? due : 0, Math.toIntExact(attemptsAndFlag >>> 1));
    }
    return pending.build();
  }

  private static boolean readFlag(VarintReader in) {
    long flag = in.unsigned();
    if (flag > 1) {
      throw new IllegalArgumentException("a flag is 0 or 1, not " + flag);
    }
    return flag == 1;
  }
}
