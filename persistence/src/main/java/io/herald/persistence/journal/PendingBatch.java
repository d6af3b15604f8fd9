package io.herald.persistence.journal;

import java.io.IOException;
import java.util.List;

/**
 * Events of one persistence id that one journal request wants written, in order.
 *
 * @param persistenceId whose events
 * @param writes one list per atomic write: all of it is stored, or nothing
 */
record PendingBatch(String persistenceId, List<List<PendingRecord>> writes) {
  long firstSequenceNr() {
    return writes.get(0).get(0).sequenceNr();
  }

  long lastSequenceNr() {
    List<PendingRecord> last = writes.get(writes.size() - 1);
    return last.get(last.size() - 1).sequenceNr();
  }

  /** How long the records are in a file. */
  long recordBytes() {
    long bytes = 0;
    for (List<PendingRecord> write : writes) {
      for (PendingRecord record : write) {
        bytes += record.recordBytes();
      }
    }
    return bytes;
  }

  /** Writes all records as they stand in a file of this salt. */
  void writeTo(WriteBuffer buffer, long salt) throws IOException {
    for (List<PendingRecord> write : writes) {
      for (PendingRecord record : write) {
        record.writeTo(buffer, salt);
      }
    }
  }
}
