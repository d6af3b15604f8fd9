package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks over the records of one log file from a position to a limit. Damage does not stop it: it
 * names the damaged region and goes on at the next intact header.
 */
final class RecordScanner {
  /** What was found at {@link #position()}. */
  enum Found {
    /** An intact header; whether the body is intact says {@link #isBodyIntact()}. */
    RECORD,
    /** No intact header; the damage reaches to {@link #nextPosition()}. */
    DAMAGE,
    /** The limit. */
    END
  }

  private final ReadWindow window;
  private final long salt;
  private final long limit;
  private long position;
  private long nextPosition;
  private long lastSequenceNr;
  private RecordHeader header;
  private int bodyAt;

  /**
   * @param lastSequenceNr the highest number before the start; records must be higher
   * @param windowBytes how much is read at a time
   */
  RecordScanner(
      StorageFile file, long salt, long start, long limit, long lastSequenceNr, int windowBytes) {
    this.window = new ReadWindow(file, limit, windowBytes);
    this.salt = salt;
    this.limit = limit;
    this.nextPosition = start;
    this.lastSequenceNr = lastSequenceNr;
  }

  Found next() throws IOException {
    position = nextPosition;
    header = null;
    if (position >= limit) {
      return Found.END;
    }
    RecordHeader candidate = headerAt(position);
    if (candidate == null) {
      nextPosition = search(position + 1);
      return Found.DAMAGE;
    }
    header = candidate;
    lastSequenceNr = candidate.sequenceNr();
    nextPosition = position + candidate.recordBytes();
    return Found.RECORD;
  }

  /** Brings the body into memory and checks it. */
  boolean isBodyIntact() throws IOException {
    int at = window.indexOf(position, header.recordBytes());
    if (at < 0) {
      return false;
    }
    bodyAt = at + RecordHeader.BYTES;
    return header.isIntact(window.bytes(), bodyAt);
  }

  /** The body after {@link #isBodyIntact()}, from the manifest to the end of the payload. */
  ByteBuffer body() {
    return window.bytes().duplicate().position(bodyAt).limit(bodyAt + header.bodyBytes());
  }

  RecordHeader header() {
    return header;
  }

  long position() {
    return position;
  }

  long nextPosition() {
    return nextPosition;
  }

  /** The highest sequence number of an intact header so far. */
  long lastSequenceNr() {
    return lastSequenceNr;
  }

  /** The sequence number of the record that comes next, or 0 if none does. */
  long peekSequenceNr() throws IOException {
    RecordHeader following = headerAt(nextPosition);
    return following == null ? 0 : following.sequenceNr();
  }

  /** An intact header of a record that fits here; else null. */
  private RecordHeader headerAt(long at) throws IOException {
    int index = window.indexOf(at, RecordHeader.BYTES);
    if (index < 0) {
      return null;
    }
    RecordHeader candidate = RecordHeader.decode(window.bytes(), index, salt);
    boolean fits =
        candidate != null
            && candidate.sequenceNr() > lastSequenceNr
            && at + candidate.recordBytes() <= limit;
    return fits ? candidate : null;
  }

  /** The next position that holds an intact header, or the limit. */
  private long search(long from) throws IOException {
    long at = from;
    while (at + RecordHeader.BYTES <= limit) {
      int index = window.indexOf(at, RecordHeader.BYTES);
      if (index < 0) {
        return limit;
      }
      ByteBuffer bytes = window.bytes();
      int last = bytes.limit() - RecordHeader.BYTES;
      while (index <= last && bytes.getInt(index) != RecordHeader.MAGIC) {
        index++;
        at++;
      }
      if (index <= last) {
        if (headerAt(at) != null) {
          return at;
        }
        at++;
      }
    }
    return limit;
  }
}
