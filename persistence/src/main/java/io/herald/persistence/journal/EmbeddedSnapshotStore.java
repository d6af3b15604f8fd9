package io.herald.persistence.journal;

import akka.actor.ExtendedActorSystem;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import scala.concurrent.Future;

/**
 * Akka's snapshot store over the {@link EmbeddedStore}, plugin id {@code
 * herald.persistence.embedded-snapshot-store}. Snapshots are always fsynced. A damaged snapshot is
 * reported and the one before it used, unless events that one would need have been deleted.
 */
public final class EmbeddedSnapshotStore extends SnapshotStore {
  private final EmbeddedStore store;
  private final EventSerialization serialization;

  /** Called by Akka. */
  public EmbeddedSnapshotStore() {
    var system = (ExtendedActorSystem) context().system();
    this.store = EmbeddedStore.of(system);
    this.serialization = new EventSerialization(system);
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    CompletableFuture<Optional<SelectedSnapshot>> loaded =
        store
            .settled(persistenceId)
            .thenCompose(
                log -> store.async(() -> load(persistenceId, criteria, log.view().deletedTo())));
    return EmbeddedJournal.scala(loaded);
  }

  private Optional<SelectedSnapshot> load(
      String persistenceId, SnapshotSelectionCriteria criteria, long deletedTo) throws IOException {
    List<SnapshotFiles.SnapshotName> candidates =
        store.snapshots().find(persistenceId, name -> matches(criteria, name));
    boolean anyDamaged = false;
    for (SnapshotFiles.SnapshotName name : candidates) {
      if (anyDamaged && name.sequenceNr() < deletedTo) {
        break;
      }
      var found = new AtomicReference<SelectedSnapshot>();
      store.snapshots().read(persistenceId, name, decode(persistenceId, name, found));
      if (found.get() != null) {
        return Optional.of(found.get());
      }
      anyDamaged = true;
    }
    if (anyDamaged && deletedTo > 0) {
      throw new IOException(
          "no intact snapshot of "
              + persistenceId
              + " is left that covers its deleted events (up to "
              + deletedTo
              + ")");
    }
    return Optional.empty();
  }

  private RecordSink decode(
      String persistenceId,
      SnapshotFiles.SnapshotName name,
      AtomicReference<SelectedSnapshot> found) {
    return (RecordHeader header, ByteBuffer body) -> {
      EventSerialization.Decoder decoder = serialization.decoder();
      Object snapshot = decoder.payload(header, body);
      var metadata =
          new SnapshotMetadata(
              persistenceId, name.sequenceNr(), name.timestamp(), decoder.metadata());
      found.set(SelectedSnapshot.create(metadata, snapshot));
      return true;
    };
  }

  private static boolean matches(
      SnapshotSelectionCriteria criteria, SnapshotFiles.SnapshotName name) {
    return name.sequenceNr() <= criteria.maxSequenceNr()
        && name.sequenceNr() >= criteria.minSequenceNr()
        && name.timestamp() <= criteria.maxTimestamp()
        && name.timestamp() >= criteria.minTimestamp();
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    PendingRecord record =
        serialization.record(
            metadata.sequenceNr(), metadata.timestamp(), snapshot, metadata.metadata());
    return EmbeddedJournal.scala(
        store.saveSnapshot(metadata.persistenceId(), record, metadata.timestamp()));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    // Akka: a timestamp of 0 stands for whatever time the snapshot was taken.
    return delete(
        metadata.persistenceId(),
        name ->
            name.sequenceNr() == metadata.sequenceNr()
                && (metadata.timestamp() == 0 || name.timestamp() == metadata.timestamp()));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return delete(persistenceId, name -> matches(criteria, name));
  }

  private Future<Void> delete(
      String persistenceId, java.util.function.Predicate<SnapshotFiles.SnapshotName> criteria) {
    return EmbeddedJournal.scala(
        store.async(
            () -> {
              store.snapshots().delete(persistenceId, criteria);
              return null;
            }));
  }
}
