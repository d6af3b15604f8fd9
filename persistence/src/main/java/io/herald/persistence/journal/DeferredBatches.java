package io.herald.persistence.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches that are in the {@link CommitLog} and not yet in their log file: the end of it, without a
 * gap. Guarded by the {@link EventLog} that owns the file, except {@link #isEmpty}.
 */
final class DeferredBatches {
  private final List<PendingBatch> batches = new ArrayList<>();
  private long bytes;
  private volatile boolean empty = true;

  /** Whether there is nothing to write; any thread may ask. */
  boolean isEmpty() {
    return empty;
  }

  /** How long they are in the file. */
  long bytes() {
    return bytes;
  }

  void add(PendingBatch batch, long recordBytes) {
    batches.add(batch);
    bytes += recordBytes;
    empty = false;
  }

  /** Writes all of them, as the end of a file that is {@code end} bytes long with them. */
  void writeTo(StorageFile target, long end, long salt) throws IOException {
    WriteBuffer buffer = WriteBuffer.ofThisThread().start(target, end - bytes);
    for (PendingBatch batch : batches) {
      batch.writeTo(buffer, salt);
    }
    buffer.finish();
    clear();
  }

  /** Forgets the batches behind a sequence number. */
  void dropAfter(long sequenceNr) {
    while (!batches.isEmpty()) {
      PendingBatch last = batches.get(batches.size() - 1);
      if (last.firstSequenceNr() <= sequenceNr) {
        return;
      }
      batches.remove(batches.size() - 1);
      bytes -= last.recordBytes();
      empty = batches.isEmpty();
    }
  }

  void clear() {
    batches.clear();
    bytes = 0;
    empty = true;
  }
}
