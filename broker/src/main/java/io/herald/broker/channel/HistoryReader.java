package io.herald.broker.channel;

import akka.persistence.query.EventEnvelope;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.herald.persistence.partition.MessagesAppended;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Reads a segment from the store as a stream with backpressure, for a channel that lags: at most a
 * few batches are in memory, whatever the backlog.
 */
final class HistoryReader {
  private static final int GROUP_BYTES = 256 * 1024;

  private final CurrentEventsByPersistenceIdQuery journal;
  private final Materializer materializer;

  HistoryReader(CurrentEventsByPersistenceIdQuery journal, Materializer materializer) {
    this.journal = journal;
    this.materializer = materializer;
  }

  /** An open read; {@code pull} answers the next batches, or empty at the segment's present end. */
  record Reading(SinkQueueWithCancel<List<MessageBatch>> queue) {
    CompletionStage<Optional<List<MessageBatch>>> pull() {
      return queue.pull();
    }

    boolean isSame(Reading other) {
      return queue == other.queue;
    }

    void cancel() {
      queue.cancel();
    }
  }

  /** Reads batches that end behind {@code offset}; small ones come in groups. */
  Reading read(String persistenceId, long fromSequenceNr, long offset) {
    return new Reading(
        batches(persistenceId, fromSequenceNr, offset)
            .batchWeighted(
                GROUP_BYTES,
                batch -> (long) batch.sizeBytes(),
                batch -> {
                  List<MessageBatch> group = new ArrayList<>();
                  group.add(batch);
                  return group;
                },
                (group, batch) -> {
                  group.add(batch);
                  return group;
                })
            .runWith(Sink.queue(1), materializer));
  }

  /** The first batch that ends behind {@code offset}, or empty. */
  CompletionStage<Optional<MessageBatch>> readOne(
      String persistenceId, long fromSequenceNr, long offset) {
    return batches(persistenceId, fromSequenceNr, offset).runWith(Sink.headOption(), materializer);
  }

  private Source<MessageBatch, akka.NotUsed> batches(
      String persistenceId, long fromSequenceNr, long offset) {
    return journal
        .currentEventsByPersistenceId(persistenceId, fromSequenceNr, Long.MAX_VALUE)
        .map(HistoryReader::batch)
        .dropWhile(batch -> batch.endOffset() <= offset);
  }

  private static MessageBatch batch(EventEnvelope envelope) {
    return ((MessagesAppended) envelope.event()).batch();
  }
}
