package io.herald.persistence.journal;

import akka.Done;
import akka.actor.ExtendedActorSystem;
import akka.dispatch.Futures;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol.WriteMessages;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import scala.Option;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.runtime.BoxedUnit;

/**
 * The Akka Persistence journal over the {@link EmbeddedStore}. Two plugin ids use this class:
 * {@code herald.persistence.embedded-journal} confirms as {@code herald.embedded-store.durability}
 * says, {@code herald.persistence.embedded-journal-lazy} always as {@link Durability#PROCESS}.
 *
 * <p>Serialization and page-cache writes run on the actor's own dispatcher, everything else on the
 * store's.
 */
public final class EmbeddedJournal extends AsyncWriteJournal {
  private final EmbeddedStore store;
  private final EventSerialization serialization;
  private final Durability durability;
  private final Executor executor;
  private final DirectWrites direct;

  /** Called by Akka with the plugin's section of the configuration. */
  public EmbeddedJournal(Config plugin) {
    var system = (ExtendedActorSystem) context().system();
    this.store = EmbeddedStore.of(system);
    this.serialization = new EventSerialization(system);
    this.durability =
        plugin.getBoolean("always-process-durability") ? Durability.PROCESS : store.durability();
    this.executor = system.dispatchers().lookup(EmbeddedStoreExtension.DISPATCHER);
    this.direct = new DirectWrites(store, serialization, durability);
  }

  @Override
  public void aroundReceive(PartialFunction<Object, BoxedUnit> receive, Object message) {
    if (!(message instanceof WriteMessages request) || !isWrittenDirectly(request)) {
      super.aroundReceive(receive, message);
    }
  }

  private boolean isWrittenDirectly(WriteMessages request) {
    AtomicWrite only = direct.only(request);
    return only != null
        && direct.write(
            request, only, () -> preparePersistentBatch(request.messages()).head(), self());
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    long now = System.currentTimeMillis();
    var rejections = new ArrayList<Optional<Exception>>();
    Map<String, List<List<PendingRecord>>> writes = new LinkedHashMap<>(2);
    boolean anyRejected = false;
    for (AtomicWrite message : messages) {
      try {
        List<PendingRecord> records = serialization.records(message, now);
        writes.computeIfAbsent(message.persistenceId(), id -> new ArrayList<>(1)).add(records);
        rejections.add(Optional.empty());
      } catch (Exception e) {
        rejections.add(Optional.of(e));
        anyRejected = true;
      }
    }
    CompletableFuture<Done> written = CompletableFuture.completedFuture(Done.getInstance());
    for (Map.Entry<String, List<List<PendingRecord>>> entry : writes.entrySet()) {
      var batch = new PendingBatch(entry.getKey(), entry.getValue());
      CompletableFuture<Done> one = store.write(batch, durability);
      written = writes.size() == 1 ? one : written.thenCombine(one, (done, too) -> done);
    }
    // Akka reads an empty answer as "nothing rejected".
    return answer(written, anyRejected ? rejections : List.of());
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return answer(store.deleteTo(persistenceId, toSequenceNr, durability), null);
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    return scala(store.settled(persistenceId).thenApply(log -> log.view().highestSequenceNr()));
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    var replayed = new CompletableFuture<Done>();
    var unused =
        store
            .settled(persistenceId)
            .whenComplete(
                (log, error) -> {
                  if (error != null) {
                    replayed.completeExceptionally(error);
                  } else if (max <= 0) {
                    replayed.complete(Done.getInstance());
                  } else {
                    var reader = new LogReader(log, fromSequenceNr, toSequenceNr);
                    var sink = new ReplaySink(persistenceId, max, replayCallback);
                    executor.execute(() -> replay(reader, sink, replayed));
                  }
                });
    return answer(replayed, null);
  }

  /** One chunk at a time, so that a long replay does not keep the store's threads from others. */
  private void replay(LogReader reader, ReplaySink sink, CompletableFuture<Done> replayed) {
    try {
      if (reader.read(sink)) {
        executor.execute(() -> replay(reader, sink, replayed));
      } else {
        replayed.complete(Done.getInstance());
      }
    } catch (Throwable e) {
      // Also what deserialization may throw, such as NoClassDefFoundError: the actor must hear it.
      replayed.completeExceptionally(e);
    }
  }

  /** Turns records into the events Akka replays. */
  private final class ReplaySink implements RecordSink {
    private final String persistenceId;
    private final Consumer<PersistentRepr> target;
    private final EventSerialization.Decoder decoder = serialization.decoder();
    private long left;

    ReplaySink(String persistenceId, long max, Consumer<PersistentRepr> target) {
      this.persistenceId = persistenceId;
      this.left = max;
      this.target = target;
    }

    @Override
    public boolean accept(RecordHeader header, java.nio.ByteBuffer body) {
      Object payload = decoder.payload(header, body);
      PersistentRepr event =
          PersistentRepr.apply(
                  payload,
                  header.sequenceNr(),
                  persistenceId,
                  decoder.adapterManifest(),
                  false,
                  null,
                  decoder.writer())
              .withTimestamp(header.timestamp());
      Option<Object> metadata = decoder.metadata();
      target.accept(metadata.isEmpty() ? event : event.withMetadata(metadata.get()));
      left--;
      return left > 0;
    }
  }

  private static <T> Future<T> answer(CompletableFuture<Done> work, T result) {
    if (work.isDone() && !work.isCompletedExceptionally()) {
      return Futures.successful(result);
    }
    return scala(work.thenApply(done -> result));
  }

  /** Akka wants the cause itself, not Java's wrapper around it. */
  static <T> Future<T> scala(CompletableFuture<T> work) {
    Promise<T> promise = Futures.promise();
    var unused =
        work.whenComplete(
            (value, error) -> {
              if (error == null) {
                promise.success(value);
              } else {
                promise.failure(LogSlot.unwrap(error));
              }
            });
    return promise.future();
  }
}
