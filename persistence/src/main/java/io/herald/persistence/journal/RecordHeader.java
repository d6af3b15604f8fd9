package io.herald.persistence.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The fixed header in front of every record, big endian:
 *
 * <pre>
 *  0  magic             4  "HREC"
 *  4  header version    1  1
 *  5  reserved          1  0
 *  6  manifest bytes    2  serializer manifest
 *  8  writer bytes      2  writerUuid
 * 10  adapter bytes     2  manifest of the event adapter, mostly none
 * 12  metadata bytes    4  metadata of the event, mostly none
 * 16  payload bytes     4
 * 20  remaining         4  records of the same atomic write that follow this one
 * 24  sequence number   8
 * 32  timestamp         8  milliseconds since 1970
 * 40  serializer id     4
 * 44  body checksum     4  CRC32C of everything behind the header
 * 48  header checksum   4  CRC32C of the file's salt and bytes 0 to 47
 * 52  manifest, writer, adapter manifest, metadata, payload
 * </pre>
 *
 * The salt (see {@link LogFile#salt}) differs from file to file. It keeps the search behind a
 * corrupt header from taking a record that somebody <em>published as a message</em> for one of this
 * file.
 */
record RecordHeader(
    int manifestBytes,
    int writerBytes,
    int adapterBytes,
    int metadataBytes,
    int payloadBytes,
    int remaining,
    long sequenceNr,
    long timestamp,
    int serializerId,
    int bodyChecksum) {
  static final int BYTES = 52;
  static final int MAGIC = 0x48524543;
  static final int BODY_BYTES_MAX = 1 << 30;
  static final int NAME_BYTES_MAX = 0xFFFF;

  private static final int CHECKED_BYTES = 48;
  private static final byte VERSION = 1;

  int bodyBytes() {
    return manifestBytes + writerBytes + adapterBytes + metadataBytes + payloadBytes;
  }

  int recordBytes() {
    return BYTES + bodyBytes();
  }

  /** Puts the 52 bytes at the target's position. */
  void encode(ByteBuffer target, long salt) {
    int start = target.position();
    target.putInt(MAGIC).put(VERSION).put((byte) 0);
    target.putShort((short) manifestBytes).putShort((short) writerBytes);
    target.putShort((short) adapterBytes);
    target.putInt(metadataBytes).putInt(payloadBytes).putInt(remaining);
    target.putLong(sequenceNr).putLong(timestamp).putInt(serializerId).putInt(bodyChecksum);
    target.putInt(checksum(target, start, salt));
  }

  /**
   * Reads the header at an absolute index, or returns null if there is no intact one. The source
   * must hold {@link #BYTES} bytes from there.
   */
  static RecordHeader decode(ByteBuffer source, int at, long salt) {
    if (source.getInt(at) != MAGIC
        || source.get(at + 4) != VERSION
        || source.getInt(at + CHECKED_BYTES) != checksum(source, at, salt)) {
      return null;
    }
    var header =
        new RecordHeader(
            Short.toUnsignedInt(source.getShort(at + 6)),
            Short.toUnsignedInt(source.getShort(at + 8)),
            Short.toUnsignedInt(source.getShort(at + 10)),
            source.getInt(at + 12),
            source.getInt(at + 16),
            source.getInt(at + 20),
            source.getLong(at + 24),
            source.getLong(at + 32),
            source.getInt(at + 40),
            source.getInt(at + 44));
    return header.isPlausible() ? header : null;
  }

  /** True if the body at an absolute index of the source is what was written. */
  boolean isIntact(ByteBuffer source, int bodyAt) {
    var crc = new CRC32C();
    crc.update(source.duplicate().position(bodyAt).limit(bodyAt + bodyBytes()));
    return (int) crc.getValue() == bodyChecksum;
  }

  private boolean isPlausible() {
    return metadataBytes >= 0
        && payloadBytes >= 0
        && remaining >= 0
        && sequenceNr > 0
        && (long) metadataBytes + payloadBytes <= BODY_BYTES_MAX;
  }

  private static int checksum(ByteBuffer bytes, int start, long salt) {
    // CRC32C takes no seed; mixing the salt into its result does the same for our purpose.
    var crc = new CRC32C();
    crc.update(bytes.duplicate().position(start).limit(start + CHECKED_BYTES));
    return (int) crc.getValue() ^ Long.hashCode(salt);
  }
}
