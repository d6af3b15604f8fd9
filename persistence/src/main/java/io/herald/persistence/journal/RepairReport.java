package io.herald.persistence.journal;

import java.nio.file.Path;

/**
 * Damage the store found and what it did about it. Nothing is skipped or cut without one of these
 * and a warning in the log.
 *
 * @param kind what happened
 * @param persistenceId whose file it is
 * @param file the damaged file
 * @param position first damaged byte, from 0
 * @param bytes length of the damaged region
 * @param fromSequenceNr first sequence number that may be lost, 0 if unknown
 * @param toSequenceNr last sequence number that may be lost, 0 if that cannot be told
 */
public record RepairReport(
    Kind kind,
    String persistenceId,
    Path file,
    long position,
    long bytes,
    long fromSequenceNr,
    long toSequenceNr) {

  /** The kinds of damage. */
  public enum Kind {
    /** The end of the newest file was incomplete, as after a crash, and was cut off. */
    TORN_TAIL,
    /** A region inside a file is unreadable; it was left in place, all around it is read. */
    CORRUPT_RECORD,
    /** A file is shorter than what had been written to it. */
    MISSING_BYTES,
    /** The header of a file is damaged; its records are read all the same. */
    CORRUPT_FILE_HEADER,
    /** The mark of deleted events is unreadable; deleted events whose file is left reappear. */
    CORRUPT_DELETION_MARK,
    /** A snapshot is unreadable; the previous one is used. */
    CORRUPT_SNAPSHOT
  }

  @Override
  public String toString() {
    String lost = "unknown sequence numbers";
    if (fromSequenceNr > 0) {
      lost =
          "sequence numbers from "
              + fromSequenceNr
              + (toSequenceNr > 0 ? " to " + toSequenceNr : " on");
    }
    return kind
        + " in "
        + file
        + " ("
        + persistenceId
        + "): "
        + bytes
        + " bytes at "
        + position
        + ", "
        + lost;
  }
}
