package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Actor;
import akka.actor.ActorRef;
import akka.persistence.AtomicWrite;
import akka.persistence.DeleteMessagesSuccess;
import akka.persistence.JournalProtocol;
import akka.persistence.PersistentEnvelope;
import akka.persistence.PersistentRepr;
import akka.testkit.javadsl.TestKit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import scala.jdk.javaapi.CollectionConverters;

/** Speaks Akka's journal protocol with a journal plugin, as a persistent actor does. */
final class JournalProbe {
  static final String WRITER = "writer-1";

  private final ActorRef journal;
  private final TestKit probe;

  JournalProbe(StoreSystem system, ActorRef journal) {
    this.journal = journal;
    this.probe = system.probe();
  }

  static PersistentRepr event(String persistenceId, long sequenceNr, Object payload) {
    return PersistentRepr.apply(
        payload, sequenceNr, persistenceId, "", false, Actor.noSender(), WRITER);
  }

  static AtomicWrite atomic(PersistentRepr... events) {
    return AtomicWrite.apply(CollectionConverters.asScala(List.of(events)).toSeq());
  }

  void send(List<? extends PersistentEnvelope> writes) {
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.asScala(List.<PersistentEnvelope>copyOf(writes)).toSeq(),
            probe.getRef(),
            1),
        probe.getRef());
  }

  /** The next answer of the journal. */
  <T> T expect(Class<T> type) {
    return probe.expectMsgClass(type);
  }

  /** Writes {@code a-1 .. a-n}, the last two as one atomic write, and expects all to succeed. */
  void writeEvents(String persistenceId, long from, long to) {
    var writes = new ArrayList<AtomicWrite>();
    for (long i = from; i < to - 1; i++) {
      writes.add(atomic(event(persistenceId, i, "a-" + i)));
    }
    writes.add(
        atomic(event(persistenceId, to - 1, "a-" + (to - 1)), event(persistenceId, to, "a-" + to)));
    send(writes);
    expect(JournalProtocol.WriteMessagesSuccessful$.class);
    for (long i = from; i <= to; i++) {
      var written = expect(JournalProtocol.WriteMessageSuccess.class);
      assertThat(written.persistent().sequenceNr()).isEqualTo(i);
    }
  }

  /** What a replay brought. */
  record Replay(List<PersistentRepr> events, long highestSequenceNr) {
    List<Long> sequenceNrs() {
      return events.stream().map(PersistentRepr::sequenceNr).toList();
    }

    List<Object> payloads() {
      return events.stream().map(PersistentRepr::payload).toList();
    }
  }

  Replay replay(String persistenceId, long from, long to, long max) {
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, persistenceId, probe.getRef()),
        probe.getRef());
    var events = new ArrayList<PersistentRepr>();
    while (true) {
      Object answer = probe.expectMsgAnyClassOf(Object.class);
      if (answer instanceof JournalProtocol.RecoverySuccess success) {
        return new Replay(events, success.highestSequenceNr());
      }
      assertThat(answer).isInstanceOf(JournalProtocol.ReplayedMessage.class);
      events.add(((JournalProtocol.ReplayedMessage) answer).persistent());
    }
  }

  Replay replayAll(String persistenceId) {
    return replay(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  void deleteTo(String persistenceId, long sequenceNr) {
    journal.tell(
        new JournalProtocol.DeleteMessagesTo(persistenceId, sequenceNr, probe.getRef()),
        probe.getRef());
    assertThat(expect(DeleteMessagesSuccess.class).toSequenceNr()).isEqualTo(sequenceNr);
  }

  static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }
}
