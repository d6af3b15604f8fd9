package io.herald.persistence.journal;

import akka.Done;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.Extension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of one data directory, shared by the journals, the snapshot store and the read journal
 * of an actor system. Everything that may wait for a disk runs on the store's executor or on
 * threads of its own, with one exception: page-cache writes of {@link Durability#PROCESS} happen on
 * the caller's thread.
 */
public final class EmbeddedStore implements Extension, PersistenceIdPurge, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedStore.class);

  private final DataDirectory data;
  private final Executor executor;
  private final HealthRecord health;
  private final LogContext context;
  private final CommitLog commitLog;
  private final Map<Durability, CommitStage> stages;
  private final Trash trash;
  private final SnapshotFiles snapshots;
  private final CommitListeners listeners = new CommitListeners();
  private final Map<String, LogSlot> slots = new ConcurrentHashMap<>();
  private boolean closed;

  private EmbeddedStore(
      DataDirectory data,
      StoreSettings settings,
      boolean startedClean,
      Storage storage,
      Executor executor) {
    this.data = data;
    this.executor = executor;
    this.health = new HealthRecord(Clock.systemUTC());
    this.commitLog = new CommitLog(storage, data.commit(), settings, health);
    this.context =
        new LogContext(
            settings,
            startedClean,
            storage,
            new FileHandles(storage, settings.openFilesMax()),
            new Repairs(),
            health,
            new BackgroundSync(health, settings, commitLog::writeBack));
    this.stages =
        Map.of(
            Durability.POWER, new GroupCommit(health, commitLog, settings),
            Durability.PROCESS, new InlineCommit(health));
    this.trash = new Trash(storage, data);
    this.snapshots = new SnapshotFiles(data, storage, context.repairs());
  }

  /** The store of an actor system; see {@link EmbeddedStoreExtension}. */
  public static EmbeddedStore of(ClassicActorSystemProvider system) {
    return EmbeddedStoreExtension.ID.get(system);
  }

  static EmbeddedStore open(
      DataDirectory data, StoreSettings settings, Storage storage, Executor executor) {
    try {
      for (Path directory :
          List.of(data.journal(), data.commit(), data.snapshots(), data.trash())) {
        Files.createDirectories(directory);
      }
      boolean startedClean = Files.deleteIfExists(data.cleanMark());
      storage.syncDirectory(data.path());
      new CommitReplay(storage, data, settings.openFilesMax()).run();
      var store = new EmbeddedStore(data, settings, startedClean, storage, executor);
      store.trash.empty();
      return store;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the store in " + data.path() + ": " + e, e);
    }
  }

  /** Whether the last write succeeded. */
  public StoreHealth health() {
    return health.health();
  }

  /** Damage found since the store was opened, oldest first, at most 1000. */
  public List<RepairReport> repairReports() {
    return context.repairs().all();
  }

  /** How many damaged places have been found since the store was opened. */
  public long repairCount() {
    return context.repairs().count();
  }

  /** Does the work of the background sync now. */
  void syncAll() {
    context.sync().syncAll();
  }

  int openFileCount() {
    return context.handles().openCount();
  }

  /** The locked directory. */
  public DataDirectory dataDirectory() {
    return data;
  }

  /** What {@code herald.persistence.embedded-journal} confirms. */
  public Durability durability() {
    return context.settings().durability();
  }

  /**
   * Recovers the logs of all persistence ids now rather than at their first use, so that all damage
   * is known.
   */
  public CompletionStage<List<RepairReport>> recoverAll() {
    return persistenceIds()
        .thenCompose(
            ids ->
                CompletableFuture.allOf(
                    ids.stream().map(this::settled).toArray(CompletableFuture[]::new)))
        .thenApply(all -> repairReports());
  }

  /** All persistence ids that have a log. */
  CompletableFuture<List<String>> persistenceIds() {
    return async(() -> LogDirectories.persistenceIds(data.journal()));
  }

  CompletableFuture<Done> write(PendingBatch batch, Durability durability) {
    CompletableFuture<Done> written =
        slot(batch.persistenceId()).write(stages.get(durability), batch);
    return listeners.isEmpty()
        ? written
        : written.whenComplete((done, error) -> listeners.committed(batch.persistenceId()));
  }

  /** True if a write is handed to its stage at once, on the calling thread. */
  boolean isOpen(String persistenceId) {
    return slot(persistenceId).isIdle();
  }

  /** The log once every write submitted until now has been answered. */
  CompletableFuture<EventLog> settled(String persistenceId) {
    return slot(persistenceId).settled();
  }

  CommitListeners listeners() {
    return listeners;
  }

  CompletableFuture<Void> saveSnapshot(String persistenceId, PendingRecord record, long timestamp) {
    return async(
        () -> {
          try {
            snapshots.save(persistenceId, record, timestamp);
            health.succeeded();
            return null;
          } catch (IOException e) {
            health.failed("snapshot of " + persistenceId, e);
            throw e;
          }
        });
  }

  SnapshotFiles snapshots() {
    return snapshots;
  }

  CompletableFuture<Done> deleteTo(String persistenceId, long sequenceNr, Durability durability) {
    return settled(persistenceId)
        .thenApplyAsync(
            events -> {
              try {
                events.deleteTo(sequenceNr, durability == Durability.POWER);
                return Done.getInstance();
              } catch (IOException e) {
                health.failed("deletion in " + events.directory(), e);
                throw new CompletionException(e);
              }
            },
            executor);
  }

  @Override
  public CompletionStage<Done> purge(String persistenceId) {
    var purged = new CompletableFuture<Done>();
    slots.compute(
        persistenceId,
        (id, old) -> {
          CompletableFuture<Done> removal =
              (old == null ? slotFor(id) : old)
                  .settled()
                  .thenApplyAsync(events -> remove(id, events), executor);
          var unused =
              removal.whenComplete(
                  (done, error) -> {
                    if (error == null) {
                      purged.complete(done);
                    } else {
                      purged.completeExceptionally(LogSlot.unwrap(error));
                    }
                  });
          // Writes that come meanwhile wait until the old files are gone.
          return new LogSlot(removal.thenApplyAsync(done -> recover(id), executor), executor);
        });
    return purged;
  }

  private Done remove(String persistenceId, EventLog events) {
    try {
      String name = EscapedName.of(persistenceId);
      events.purge(() -> snapshots.exclusively(persistenceId, () -> trash.remove(name)));
      return Done.getInstance();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private LogSlot slot(String persistenceId) {
    LogSlot slot = slots.get(persistenceId);
    if (slot != null && !slot.isBroken()) {
      return slot;
    }
    return slots.compute(
        persistenceId, (id, old) -> old == null || old.isBroken() ? slotFor(id) : old);
  }

  private LogSlot slotFor(String persistenceId) {
    return new LogSlot(
        CompletableFuture.supplyAsync(() -> recover(persistenceId), executor), executor);
  }

  private EventLog recover(String persistenceId) {
    Path directory = data.journal().resolve(EscapedName.of(persistenceId));
    try {
      return LogRecovery.open(context, persistenceId, directory);
    } catch (IOException e) {
      throw new CompletionException(
          new IOException("cannot recover the log of " + persistenceId + ": " + e, e));
    }
  }

  /** Something that blocks. */
  interface Blocking<T> {
    T run() throws IOException;
  }

  <T> CompletableFuture<T> async(Blocking<T> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.run();
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        executor);
  }

  /** Confirms what has been submitted, forces everything, closes all files. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stages.values().forEach(CommitStage::close);
    boolean isEmptied = commitLog.close();
    boolean allForced = context.sync().close() && isEmptied;
    try {
      context.handles().close();
      if (allForced) {
        Files.write(data.cleanMark(), new byte[0]);
      }
    } catch (IOException e) {
      log.warn("closing the store in {}", data.path(), e);
    }
    data.detach();
  }
}
