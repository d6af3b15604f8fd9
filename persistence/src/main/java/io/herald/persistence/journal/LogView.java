package io.herald.persistence.journal;

import java.util.List;

/**
 * What readers may see of a log: a consistent, immutable picture of everything confirmed so far.
 *
 * @param files oldest first
 * @param end position in the last file behind the last confirmed record
 * @param highestSequenceNr the highest confirmed sequence number, also if its event is deleted
 * @param deletedTo the highest deleted sequence number, 0 if none
 */
record LogView(List<LogFile> files, long end, long highestSequenceNr, long deletedTo) {
  /** The index of the file that holds a sequence number or, if none does, the next higher one. */
  int fileOf(long sequenceNr) {
    int at = files.size() - 1;
    while (at > 0 && files.get(at).firstSequenceNr() > sequenceNr) {
      at--;
    }
    return at;
  }

  boolean isLast(LogFile file) {
    return !files.isEmpty() && files.get(files.size() - 1) == file;
  }

  /** The file behind another one, or null; also if that one has been deleted meanwhile. */
  LogFile after(LogFile file) {
    for (LogFile candidate : files) {
      if (candidate.firstSequenceNr() > file.firstSequenceNr()) {
        return candidate;
      }
    }
    return null;
  }
}
