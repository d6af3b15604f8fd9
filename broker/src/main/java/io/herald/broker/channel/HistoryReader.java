package io.herald.broker.channel;

import akka.persistence.query.EventEnvelope;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.ActorAttributes;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import io.herald.broker.topic.TopicPartition;
import io.herald.persistence.partition.MessagesAppended;
import io.herald.protocol.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import scala.Option;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.OptionConverters;

/**
 * Reads a segment from the store as a stream with backpressure, for a channel that lags: at most a
 * few batches are in memory, whatever the backlog.
 */
public final class HistoryReader {
  private static final int GROUP_BYTES = 256 * 1024;
  private static final String SCAN_DISPATCHER = "herald.scan-dispatcher";

  private final CurrentEventsByPersistenceIdQuery journal;
  private final Materializer materializer;

  /** A reader of this journal. */
  public HistoryReader(CurrentEventsByPersistenceIdQuery journal, Materializer materializer) {
    this.journal = journal;
    this.materializer = materializer;
  }

  /** An open read; {@code pull} answers the next batches, or empty at the segment's present end. */
  record Reading(SinkQueueWithCancel<List<MessageBatch>> queue) {
    CompletionStage<Optional<List<MessageBatch>>> pull() {
      return plain(SinkQueueWithCancel.asScala(queue).pull());
    }

    boolean isSame(Reading other) {
      return queue == other.queue;
    }

    void cancel() {
      queue.cancel();
    }
  }

  /**
   * Reads batches that end behind {@code offset}; small ones come in groups.
   *
   * @param stored where they are; what is stored behind its end is not read
   */
  Reading read(TopicPartition.Stored stored, long offset) {
    return new Reading(
        batches(stored)
            .dropWhile(batch -> batch.endOffset() <= offset)
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
  public CompletionStage<Optional<MessageBatch>> readOne(
      TopicPartition.Stored stored, long offset) {
    return readFirst(stored, batch -> batch.endOffset() > offset);
  }

  /** The first batch that is wanted, or empty; what is stored before it is read, too. */
  public CompletionStage<Optional<MessageBatch>> readFirst(
      TopicPartition.Stored stored, Predicate<MessageBatch> wanted) {
    return plain(
        batches(stored)
            .filter(wanted::test)
            .asScala()
            .runWith(akka.stream.scaladsl.Sink.headOption(), materializer));
  }

  /**
   * Shows batches to a visitor, one after the other on a thread that is there for nothing else, for
   * as long as it wants more.
   *
   * @return whether it still did at the end
   */
  public CompletionStage<Boolean> scan(
      TopicPartition.Stored stored, Predicate<MessageBatch> visitor) {
    return plain(
            batches(stored)
                .map(visitor::test)
                .takeWhile(wantsMore -> wantsMore, true)
                .fold(true, (before, wantsMore) -> wantsMore)
                .addAttributes(ActorAttributes.dispatcher(SCAN_DISPATCHER))
                .asScala()
                .runWith(akka.stream.scaladsl.Sink.headOption(), materializer))
        .thenApply(wantsMore -> wantsMore.orElse(true));
  }

  /**
   * Completes on the thread that completes the future. Scala's own conversion goes through Java's
   * common pool at every step, and on a machine with two cores Java starts a thread for each.
   */
  private static <T> CompletionStage<Optional<T>> plain(Future<Option<T>> future) {
    CompletableFuture<Optional<T>> plain = new CompletableFuture<>();
    future.onComplete(
        result ->
            result.isSuccess()
                ? plain.complete(OptionConverters.toJava(result.get()))
                : plain.completeExceptionally(result.failed().get()),
        ExecutionContext.parasitic$.MODULE$);
    return plain;
  }

  /**
   * Ends where the partition says that the segment ends: in a store that does not fence writers, a
   * former owner may have written more, which it never acknowledged.
   */
  private Source<MessageBatch, akka.NotUsed> batches(TopicPartition.Stored stored) {
    return journal
        .currentEventsByPersistenceId(
            stored.persistenceId(), stored.fromSequenceNr(), Long.MAX_VALUE)
        .map(HistoryReader::batch)
        .takeWhile(batch -> batch.baseOffset() < stored.endOffset());
  }

  private static MessageBatch batch(EventEnvelope envelope) {
    return ((MessagesAppended) envelope.event()).batch();
  }
}
