package io.herald.persistence.journal;

import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Streams the events of one persistence id. The stage runs fused with whoever reads; only whole
 * chunks come over from the store's dispatcher, so that a crossing of threads is paid once for
 * hundreds of small events. While one chunk is handed on the next one is read.
 */
final class EventSource extends GraphStage<SourceShape<EventEnvelope>> {
  private final EmbeddedStore store;
  private final EventSerialization serialization;
  private final String persistenceId;
  private final long fromSequenceNr;
  private final long toSequenceNr;
  private final boolean isLive;
  private final Outlet<EventEnvelope> out = Outlet.create("EventSource.out");

  EventSource(
      EmbeddedStore store,
      EventSerialization serialization,
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      boolean isLive) {
    this.store = store;
    this.serialization = serialization;
    this.persistenceId = persistenceId;
    this.fromSequenceNr = fromSequenceNr;
    this.toSequenceNr = toSequenceNr;
    this.isLive = isLive;
  }

  @Override
  public SourceShape<EventEnvelope> shape() {
    return SourceShape.of(out);
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  /**
   * What one reading step brought.
   *
   * @param atEnd true if everything confirmed so far has been read
   */
  private record Chunk(Queue<EventEnvelope> events, LogReader reader, boolean atEnd) {}

  private final class Logic extends GraphStageLogic {
    private final EventSerialization.Decoder decoder = serialization.decoder();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private AsyncCallback<Chunk> chunkRead;
    private AsyncCallback<Throwable> readFailed;
    private Runnable listener;
    private Queue<EventEnvelope> current = new ArrayDeque<>();
    private Queue<EventEnvelope> ahead; // read, but not yet handed on
    private LogReader reader;
    private boolean reading;
    private boolean exhausted;

    Logic() {
      super(shape());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              deliver();
            }
          });
    }

    @Override
    public void preStart() {
      chunkRead = createAsyncCallback(this::onChunk);
      readFailed = createAsyncCallback(this::failStage);
      if (isLive) {
        AsyncCallback<Boolean> committed = createAsyncCallback(again -> read());
        listener =
            () -> {
              if (waiting.compareAndSet(true, false)) {
                committed.invoke(true);
              }
            };
        store.listeners().add(persistenceId, listener);
      }
      read();
    }

    @Override
    public void postStop() {
      if (listener != null) {
        store.listeners().remove(persistenceId, listener);
      }
    }

    private void read() {
      if (reading || exhausted || ahead != null) {
        return;
      }
      reading = true;
      LogReader known = reader;
      CompletableFuture<LogReader> ready =
          known == null || known.isStale()
              ? store.settled(persistenceId).thenApply(log -> reader(log, known))
              : CompletableFuture.completedFuture(known);
      var unused =
          ready
              .thenCompose(from -> store.async(() -> chunk(from)))
              .whenComplete(
                  (chunk, error) -> {
                    if (error == null) {
                      chunkRead.invoke(chunk);
                    } else {
                      readFailed.invoke(LogSlot.unwrap(error));
                    }
                  });
    }

    private LogReader reader(EventLog log, LogReader before) {
      long from = before == null ? fromSequenceNr : before.nextSequenceNr();
      // A query for current events ends at what was confirmed when it began.
      long to = isLive ? toSequenceNr : Math.min(toSequenceNr, log.view().highestSequenceNr());
      return new LogReader(log, from, to);
    }

    /** Runs on the store's dispatcher. */
    private Chunk chunk(LogReader from) throws java.io.IOException {
      var events = new ArrayDeque<EventEnvelope>();
      boolean more =
          from.read(
              (header, body) -> {
                Object event = decoder.payload(header, body);
                long sequenceNr = header.sequenceNr();
                return events.add(
                    new EventEnvelope(
                        Offset.sequence(sequenceNr),
                        persistenceId,
                        sequenceNr,
                        event,
                        header.timestamp(),
                        decoder.metadata()));
              });
      return new Chunk(events, from, !more);
    }

    private void onChunk(Chunk chunk) {
      reading = false;
      reader = chunk.reader();
      exhausted = reader.isDone() || (chunk.atEnd() && !isLive);
      boolean idle = chunk.atEnd() && chunk.events().isEmpty();
      if (current.isEmpty()) {
        current = chunk.events();
      } else {
        ahead = chunk.events();
      }
      if (!idle) {
        waiting.set(false);
        read();
      } else if (waiting.compareAndSet(false, true)) {
        // Looks once more after announcing that it waits, so that no commit falls in between.
        read();
      }
      deliver();
    }

    private void deliver() {
      if (current.isEmpty() && ahead != null) {
        current = ahead;
        ahead = null;
        read();
      }
      if (!current.isEmpty() && isAvailable(out)) {
        push(out, current.remove());
      }
      if (current.isEmpty() && ahead == null && exhausted) {
        completeStage();
      }
    }
  }
}
