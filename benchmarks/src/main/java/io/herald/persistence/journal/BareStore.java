package io.herald.persistence.journal;

import akka.Done;
import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The embedded store without actors, for benchmarks: what an event costs before Akka. It lies in
 * the store's package because in a node nobody may write past the journal.
 */
public final class BareStore implements AutoCloseable {
  private static final byte[] NONE = new byte[0];

  private final DataDirectory data;
  private final EmbeddedStore store;
  private final Durability durability;

  /** Opens the store as {@code herald.embedded-store} of this configuration says. */
  public BareStore(Config config) {
    StoreSettings settings = StoreSettings.from(config);
    this.data = DataDirectory.open(settings.directory());
    this.durability = settings.durability();
    this.store = EmbeddedStore.open(data, settings, new NioStorage(), Runnable::run);
  }

  /**
   * Writes one event that is an atomic write of its own.
   *
   * @param writer the id of an actor's life, which Akka's events hold
   * @return completes when the event is as durable as the settings say
   */
  public CompletableFuture<Done> append(
      String persistenceId,
      long sequenceNr,
      String writer,
      GatheringSerializer serializer,
      Object event) {
    var names = new PendingRecord.Names(utf8(serializer.manifest(event)), utf8(writer), NONE, NONE);
    var record =
        new PendingRecord(
            sequenceNr,
            System.currentTimeMillis(),
            0,
            serializer.identifier(),
            names,
            serializer.toBuffers(event));
    return store.write(new PendingBatch(persistenceId, List.of(List.of(record))), durability);
  }

  /** Removes all that a persistence id has stored. */
  public CompletableFuture<Done> purge(String persistenceId) {
    return store.purge(persistenceId).toCompletableFuture();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    store.close();
    data.close();
  }
}
