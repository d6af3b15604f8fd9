package io.herald.persistence.journal;

import akka.actor.ActorRef;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol;
import akka.persistence.JournalProtocol.WriteMessageFailure;
import akka.persistence.JournalProtocol.WriteMessageSuccess;
import akka.persistence.JournalProtocol.WriteMessages;
import akka.persistence.JournalProtocol.WriteMessagesFailed;
import akka.persistence.PersistentRepr;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The short way of a write to a log that is open: the actor is answered by whoever confirms the
 * write, which is this thread with {@link Durability#PROCESS}. Akka's own way through a circuit
 * breaker, futures and an actor that puts answers in order costs two more turns of the event loop
 * for each batch of messages; see decision 0012.
 *
 * <p>Answers must come in the order of an actor's requests. On the short way they do, because the
 * writes of a log are confirmed in their order; but the two ways do not wait for each other. So an
 * actor instance that has once gone Akka's way stays there.
 */
final class DirectWrites {
  private final EmbeddedStore store;
  private final EventSerialization serialization;
  private final Durability durability;
  private final Set<Integer> goneTheOtherWay = new HashSet<>();

  DirectWrites(EmbeddedStore store, EventSerialization serialization, Durability durability) {
    this.store = store;
    this.serialization = serialization;
    this.durability = durability;
  }

  /** The only write of the request if it can go the short way, or null. */
  AtomicWrite only(WriteMessages request) {
    if (request.messages().size() == 1
        && request.messages().head() instanceof AtomicWrite write
        && !goneTheOtherWay.contains(request.actorInstanceId())
        && store.isOpen(write.persistenceId())) {
      return write;
    }
    goneTheOtherWay.add(request.actorInstanceId());
    return null;
  }

  /**
   * Writes and answers.
   *
   * @param asked the write as the actor knows it
   * @param adapted gives the same as it is to be stored
   * @return false if it cannot be adapted or serialized, so that Akka must reject it
   */
  boolean write(
      WriteMessages request, AtomicWrite asked, Supplier<AtomicWrite> adapted, ActorRef journal) {
    List<PendingRecord> records;
    try {
      records = serialization.records(adapted.get(), System.currentTimeMillis());
    } catch (Exception e) {
      goneTheOtherWay.add(request.actorInstanceId());
      return false;
    }
    var batch = new PendingBatch(asked.persistenceId(), List.of(records));
    // Akka's way is closed now: whatever comes of the write is answered here.
    CompletableFuture<?> written = store.write(batch, durability);
    var unused =
        written.whenComplete(
            (done, failure) -> {
              if (failure == null) {
                succeeded(request, asked, journal);
              } else {
                failed(request, asked, LogSlot.unwrap(failure), journal);
              }
            });
    return true;
  }

  private static void succeeded(WriteMessages request, AtomicWrite asked, ActorRef journal) {
    ActorRef actor = request.persistentActor();
    actor.tell(JournalProtocol.WriteMessagesSuccessful$.MODULE$, journal);
    for (PersistentRepr event : CollectionConverters.asJava(asked.payload())) {
      actor.tell(new WriteMessageSuccess(event, request.actorInstanceId()), event.sender());
    }
  }

  private static void failed(
      WriteMessages request, AtomicWrite asked, Throwable cause, ActorRef journal) {
    ActorRef actor = request.persistentActor();
    actor.tell(new WriteMessagesFailed(cause, 1), journal);
    for (PersistentRepr event : CollectionConverters.asJava(asked.payload())) {
      actor.tell(new WriteMessageFailure(event, cause, request.actorInstanceId()), event.sender());
    }
  }
}
