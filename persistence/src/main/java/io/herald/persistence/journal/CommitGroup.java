package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The batches of many logs that one fsync of the {@link CommitLog} confirms: all of it is there
 * after a power cut, or none of it was confirmed. Big endian:
 *
 * <pre>
 *  0  magic           4  "HGRP"
 *  4  reserved        4  0
 *  8  number          8  one more than that of the group before
 * 16  body bytes      8
 * 24  checksum        4  CRC32C of bytes 0 to 23
 * 28  body: for each batch
 *       name bytes    2
 *       name             directory of the log, see {@link EscapedName}
 *       first         8  first sequence number of its file, which is the file's name
 *       incarnation   4  of its file, see {@link LogFile}
 *       position      8  in its file
 *       bytes         4
 *       records          as they stand in its file
 *     checksum        4  CRC32C of the body
 * </pre>
 */
final class CommitGroup {
  static final int HEADER_BYTES = 28;
  static final int CHECKSUM_BYTES = 4;

  /** What an entry has beside its name and its records. */
  private static final int ENTRY_BYTES = 26;

  private static final int PLACE_BYTES = 24;

  private static final int MAGIC = 0x48475250;
  private static final int CHECKED_BYTES = 24;

  private final long number;
  private final List<Placement> placements;
  private final long bodyBytes;

  CommitGroup(long number, List<Placement> placements) {
    this.number = number;
    this.placements = placements;
    long bytes = 0;
    for (Placement placement : placements) {
      bytes += ENTRY_BYTES + nameOf(placement).length() + placement.bytes();
    }
    this.bodyBytes = bytes;
  }

  /** The header of a group. */
  record Header(long number, long bodyBytes) {}

  /**
   * A batch of a group.
   *
   * @param name of the log's directory
   * @param firstSequenceNr names its file
   * @param incarnation of its file
   * @param position in its file
   * @param records as they stand in its file
   */
  record Entry(
      String name, long firstSequenceNr, int incarnation, long position, ByteBuffer records) {

    /** Reads the next batch of a body. */
    static Entry read(ByteBuffer body) {
      var name = new byte[body.getShort()];
      body.get(name);
      long firstSequenceNr = body.getLong();
      int incarnation = body.getInt();
      long position = body.getLong();
      int bytes = body.getInt();
      ByteBuffer records = body.slice(body.position(), bytes);
      body.position(body.position() + bytes);
      return new Entry(
          new String(name, StandardCharsets.US_ASCII),
          firstSequenceNr,
          incarnation,
          position,
          records);
    }
  }

  /** Reads a header from the beginning of a buffer, or returns null if there is no intact one. */
  static Header decode(ByteBuffer source) {
    if (source.getInt(0) != MAGIC || source.getInt(CHECKED_BYTES) != checksum(source)) {
      return null;
    }
    return new Header(source.getLong(8), source.getLong(16));
  }

  /** The body without the checksum that ends it, or null if they do not fit. */
  static ByteBuffer checkedBody(ByteBuffer bytes) {
    int length = bytes.remaining() - CHECKSUM_BYTES;
    ByteBuffer body = bytes.slice(bytes.position(), length);
    var crc = new CRC32C();
    crc.update(body.duplicate());
    return (int) crc.getValue() == bytes.getInt(bytes.position() + length) ? body : null;
  }

  private static int checksum(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.duplicate().position(0).limit(CHECKED_BYTES));
    return (int) crc.getValue();
  }

  private static String nameOf(Placement placement) {
    return placement.log().directory().getFileName().toString();
  }

  long number() {
    return number;
  }

  List<Placement> placements() {
    return placements;
  }

  /** How long it is in the file. */
  long bytes() {
    return HEADER_BYTES + bodyBytes + CHECKSUM_BYTES;
  }

  void writeTo(WriteBuffer buffer) throws IOException {
    var header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(MAGIC).putInt(0).putLong(number).putLong(bodyBytes);
    header.putInt(checksum(header));
    buffer.put(header.flip());
    buffer.startChecksum();
    for (Placement placement : placements) {
      byte[] name = nameOf(placement).getBytes(StandardCharsets.US_ASCII);
      buffer.room(Short.BYTES).putShort((short) name.length);
      buffer.put(name);
      buffer
          .room(PLACE_BYTES)
          .putLong(placement.file().firstSequenceNr())
          .putInt(placement.file().incarnation())
          .putLong(placement.position())
          .putInt(placement.bytes());
      placement.batch().writeTo(buffer, placement.file().salt());
    }
    int checksum = buffer.finishChecksum();
    buffer.room(CHECKSUM_BYTES).putInt(checksum);
  }
}
