package io.herald.persistence.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** A serialized event on its way into a log file. The buffers are not copied before the write. */
final class PendingRecord {
  private final RecordHeader header;
  private final byte[] manifest;
  private final byte[] writer;
  private final byte[] adapter;
  private final byte[] metadata;
  private final ByteBuffer[] payload;

  /** The parts of an event beside its payload, as bytes; empty where there is none. */
  record Names(byte[] manifest, byte[] writer, byte[] adapter, byte[] metadata) {}

  PendingRecord(
      long sequenceNr,
      long timestamp,
      int remaining,
      int serializerId,
      Names names,
      ByteBuffer[] payload) {
    this.manifest = names.manifest();
    this.writer = names.writer();
    this.adapter = names.adapter();
    this.metadata = names.metadata();
    this.payload = payload;
    long payloadBytes = 0;
    for (ByteBuffer part : payload) {
      payloadBytes += part.remaining();
    }
    checkSizes(payloadBytes);
    this.header =
        new RecordHeader(
            manifest.length,
            writer.length,
            adapter.length,
            metadata.length,
            (int) payloadBytes,
            remaining,
            sequenceNr,
            timestamp,
            serializerId,
            checksum());
  }

  private void checkSizes(long payloadBytes) {
    for (byte[] name : List.of(manifest, writer, adapter)) {
      if (name.length > RecordHeader.NAME_BYTES_MAX) {
        throw new IllegalArgumentException("manifest or writer id longer than 65535 bytes");
      }
    }
    if (payloadBytes + metadata.length > RecordHeader.BODY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an event of " + payloadBytes + " bytes; at most " + RecordHeader.BODY_BYTES_MAX);
    }
  }

  private int checksum() {
    var crc = new CRC32C();
    crc.update(manifest);
    crc.update(writer);
    crc.update(adapter);
    crc.update(metadata);
    for (ByteBuffer part : payload) {
      crc.update(part.duplicate());
    }
    return (int) crc.getValue();
  }

  long sequenceNr() {
    return header.sequenceNr();
  }

  int recordBytes() {
    return header.recordBytes();
  }

  void writeTo(WriteBuffer buffer, long salt) throws java.io.IOException {
    header.encode(buffer.room(RecordHeader.BYTES), salt);
    buffer.put(manifest);
    buffer.put(writer);
    buffer.put(adapter);
    buffer.put(metadata);
    for (ByteBuffer part : payload) {
      buffer.put(part.duplicate());
    }
  }
}
