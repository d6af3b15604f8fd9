package io.herald.persistence.journal;

import akka.Done;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A store without an actor system: bytes in, bytes out, on the calling thread. */
final class RawStore implements AutoCloseable {
  private static final byte[] NONE = new byte[0];

  private final DataDirectory data;
  private final EmbeddedStore store;
  private final Durability durability;

  RawStore(StoreSettings settings, Storage storage) {
    this(settings, storage, Runnable::run);
  }

  static RawStore withoutForce(StoreSettings settings) {
    return new RawStore(settings, FaultyStorage.withoutForce());
  }

  RawStore(StoreSettings settings, Storage storage, Executor executor) {
    this.data = DataDirectory.open(settings.directory());
    this.durability = settings.durability();
    this.store = EmbeddedStore.open(data, settings, storage, executor);
  }

  /** Small files and chunks, so that little data meets every boundary. */
  static StoreSettings settings(Path directory, Durability durability) {
    return new StoreSettings(
        directory, durability, Duration.ofHours(1), 4, 1500, 8192, 1024, 4096, 256, 16, 1024, 4096);
  }

  EmbeddedStore store() {
    return store;
  }

  static PendingRecord record(long sequenceNr, int remaining, byte[] payload) {
    return new PendingRecord(
        sequenceNr,
        sequenceNr * 10,
        remaining,
        4711,
        new PendingRecord.Names(
            "m".getBytes(java.nio.charset.StandardCharsets.US_ASCII), NONE, NONE, NONE),
        new ByteBuffer[] {ByteBuffer.wrap(payload)});
  }

  /** Writes payloads from a sequence number on, as one atomic write. */
  CompletableFuture<Done> write(String persistenceId, long from, byte[]... payloads) {
    var records = new ArrayList<PendingRecord>();
    for (int i = 0; i < payloads.length; i++) {
      records.add(record(from + i, payloads.length - 1 - i, payloads[i]));
    }
    return store.write(new PendingBatch(persistenceId, List.of(records)), durability);
  }

  EventLog log(String persistenceId) {
    return store.settled(persistenceId).join();
  }

  long highest(String persistenceId) {
    return log(persistenceId).view().highestSequenceNr();
  }

  /** All events that can be read from a sequence number on. */
  Map<Long, byte[]> read(String persistenceId, long from) {
    var found = new TreeMap<Long, byte[]>();
    var reader = new LogReader(log(persistenceId), from, Long.MAX_VALUE);
    try {
      boolean more = true;
      while (more) {
        more =
            reader.read(
                (header, body) -> {
                  var payload = new byte[header.payloadBytes()];
                  body.position(body.limit() - payload.length);
                  body.get(payload);
                  boolean isNew = found.put(header.sequenceNr(), payload) == null;
                  if (!isNew) {
                    throw new AssertionError(header.sequenceNr() + " was read twice");
                  }
                  return true;
                });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  void deleteTo(String persistenceId, long sequenceNr) {
    store.deleteTo(persistenceId, sequenceNr, durability).join();
  }

  @Override
  public void close() {
    store.close();
    data.close();
  }
}
