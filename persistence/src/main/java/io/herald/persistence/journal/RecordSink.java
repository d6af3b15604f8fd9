package io.herald.persistence.journal;

import java.nio.ByteBuffer;

/** Takes the records a {@link LogReader} finds. */
interface RecordSink {
  /**
   * Takes one record.
   *
   * @param body manifest, writer, adapter manifest, metadata, payload; valid during the call only
   * @return false if no more records are wanted
   */
  boolean accept(RecordHeader header, ByteBuffer body);
}
