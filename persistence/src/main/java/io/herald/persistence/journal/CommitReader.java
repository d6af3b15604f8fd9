package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the groups of a {@link CommitFile}'s last use, one after the other. */
final class CommitReader {
  private final StorageFile file;
  private final long firstGroup;
  private long position = CommitFile.HEADER_BYTES;
  private long number;

  CommitReader(StorageFile file) throws IOException {
    this.file = file;
    this.firstGroup = CommitFile.firstGroup(file);
    this.number = firstGroup;
  }

  /** The number of the first group; 0 = the file holds none. */
  long firstGroup() {
    return firstGroup;
  }

  /**
   * The body of the next group, or null if it is not there: the one that was being written when the
   * power went, of which nothing was confirmed.
   */
  ByteBuffer next() throws IOException {
    ByteBuffer body = firstGroup == 0 ? null : body();
    if (body != null) {
      position += CommitGroup.HEADER_BYTES + body.remaining() + CommitGroup.CHECKSUM_BYTES;
      number++;
    }
    return body;
  }

  private ByteBuffer body() throws IOException {
    var header = ByteBuffer.allocate(CommitGroup.HEADER_BYTES);
    if (file.readFully(header, position) < CommitGroup.HEADER_BYTES) {
      return null;
    }
    CommitGroup.Header group = CommitGroup.decode(header);
    long bodyAt = position + CommitGroup.HEADER_BYTES;
    if (group == null
        || group.number() != number
        || bodyAt + group.bodyBytes() + CommitGroup.CHECKSUM_BYTES > file.bytes()) {
      return null;
    }
    var body = ByteBuffer.allocate((int) group.bodyBytes() + CommitGroup.CHECKSUM_BYTES);
    file.readFully(body, bodyAt);
    return CommitGroup.checkedBody(body.flip());
  }
}
