package io.herald.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.channel.ChannelCursor.Advance;
import io.herald.broker.channel.ChannelCursor.Command;
import io.herald.broker.channel.ChannelCursor.Empty;
import io.herald.broker.channel.ChannelCursor.Failed;
import io.herald.broker.channel.ChannelCursor.Open;
import io.herald.broker.channel.ChannelCursor.Opened;
import io.herald.broker.channel.ChannelCursor.Persisted;
import io.herald.broker.channel.ChannelCursor.Reply;
import io.herald.broker.channel.ChannelCursor.Rewind;
import io.herald.broker.channel.ChannelCursor.SetPaused;
import io.herald.broker.channel.ChannelCursor.Stop;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.JournalPlugins;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import io.herald.persistence.lease.Ownership;
import io.herald.persistence.lease.SoleOwner;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The cursor over Akka's in-memory journal, with events going through their serializer. */
class ChannelCursorTest {
  private static final Config CONFIG =
      PersistenceTestKitPlugin.getInstance()
          .config()
          .withFallback(PersistenceTestKitSnapshotPlugin.config())
          .withFallback(ConfigFactory.load());
  private static final ActorTestKit KIT = ActorTestKit.create("cursor", CONFIG);
  private static final PersistenceTestKit JOURNAL = PersistenceTestKit.create(KIT.system());
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final String id = "cursor|orders|0|billing" + TESTS.incrementAndGet();
  private final TestProbe<Reply> probe = KIT.createTestProbe(Reply.class);

  @AfterAll
  static void shutdown() {
    KIT.shutdownTestKit();
  }

  private ActorRef<Command> start() {
    return KIT.spawn(
        ChannelCursor.create(
            PersistenceId.ofUniqueId(id), JournalPlugins.DEFAULTS, SoleOwner.INSTANCE));
  }

  private void stop(ActorRef<Command> cursor) {
    cursor.tell(Stop.INSTANCE);
    probe.expectTerminated(cursor);
  }

  private CursorState open(ActorRef<Command> cursor, long startOffset) {
    cursor.tell(new Open(startOffset, probe.ref()));
    return probe.expectMessageClass(Opened.class).cursor();
  }

  private static CursorAdvanced advanceTo(long floor, long readTo) {
    return new CursorAdvanced(floor, OffsetRanges.EMPTY, readTo, PendingMessages.EMPTY);
  }

  @Test
  void aNewCursorOpensAtTheStartOffset() {
    ActorRef<Command> cursor = start();
    assertThat(open(cursor, 42)).isEqualTo(CursorState.startingAt(42));
    stop(cursor);
  }

  @Test
  void aCursorThatWasOpenedBeforeIgnoresTheStartOffset() {
    ActorRef<Command> first = start();
    open(first, 42);
    stop(first);
    ActorRef<Command> second = start();
    assertThat(open(second, 99)).isEqualTo(CursorState.startingAt(42));
    stop(second);
  }

  @Test
  void whatWasConfirmedSurvivesARestart() {
    ActorRef<Command> first = start();
    open(first, 0);
    PendingMessages.Builder pending = new PendingMessages.Builder(1);
    pending.append(7, 1_800_000_000_000L, 2);
    CursorAdvanced advance = new CursorAdvanced(5, OffsetRanges.of(8, 10), 12, pending.build());
    first.tell(new Advance(advance, probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    first.tell(new SetPaused(true, probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    stop(first);

    ActorRef<Command> second = start();
    assertThat(open(second, 0))
        .isEqualTo(new CursorState(5, OffsetRanges.of(8, 10), 12, pending.build(), true));
    stop(second);
  }

  @Test
  void pausingTwiceWritesOnce() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    cursor.tell(new SetPaused(true, probe.ref()));
    cursor.tell(new SetPaused(true, probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    probe.expectMessage(Persisted.INSTANCE);
    assertThat(JOURNAL.persistedInStorage(id)).hasSize(2);
    stop(cursor);
  }

  @Test
  void emptyingSurvivesARestart() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    cursor.tell(new Empty(1000, probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    stop(cursor);
    ActorRef<Command> second = start();
    assertThat(open(second, 0)).isEqualTo(CursorState.startingAt(1000));
    stop(second);
  }

  @Test
  void aLogThatLostItsEndTakesTheCursorBack() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    cursor.tell(new Advance(advanceTo(90, 100), probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    cursor.tell(new Rewind(80, probe.ref()));
    CursorState rewound = probe.expectMessageClass(Opened.class).cursor();
    assertThat(rewound).isEqualTo(CursorState.startingAt(80));
    stop(cursor);
  }

  @Test
  void aLogThatIsLongEnoughNeedsNoEvent() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    cursor.tell(new Rewind(80, probe.ref()));
    assertThat(probe.expectMessageClass(Opened.class).cursor()).isEqualTo(CursorState.START);
    assertThat(JOURNAL.persistedInStorage(id)).hasSize(1);
    stop(cursor);
  }

  @Test
  void aFailedWriteIsAnsweredAndTheNextSucceeds() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    JOURNAL.failNextPersisted(id);
    cursor.tell(new Advance(advanceTo(10, 10), probe.ref()));
    probe.expectMessageClass(Failed.class);
    cursor.tell(new Advance(advanceTo(20, 20), probe.ref()));
    probe.expectMessage(Persisted.INSTANCE);
    assertThat(open(cursor, 0)).isEqualTo(CursorState.startingAt(20));
    stop(cursor);
  }

  @Test
  void aFirstWriteOfALeasedCursorThatFailsIsAnsweredAndTheNextSucceeds() {
    ActorRef<Command> cursor =
        KIT.spawn(
            ChannelCursor.create(
                PersistenceId.ofUniqueId(id), JournalPlugins.DEFAULTS, new Leased()));
    JOURNAL.failNextPersisted(id);
    cursor.tell(new Open(7, probe.ref()));
    probe.expectMessageClass(Failed.class);
    assertThat(open(cursor, 7)).isEqualTo(CursorState.startingAt(7));
    stop(cursor);
  }

  private static final class Leased implements Ownership {
    @Override
    public long epoch() {
      return 5;
    }

    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public void whenLost(Runnable task) {
      // never
    }
  }

  @Test
  void anEventThatTheJournalRejectsIsAnsweredBeforeTheCursorEnds() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    JOURNAL.rejectNextPersisted(id);
    cursor.tell(new Advance(advanceTo(10, 10), probe.ref()));
    probe.expectMessageClass(Failed.class);
    probe.expectTerminated(cursor);
  }

  @Test
  void aCommandBeforeTheCursorWasOpenedIsRefused() {
    ActorRef<Command> cursor = start();
    cursor.tell(new Advance(advanceTo(10, 10), probe.ref()));
    probe.expectMessageClass(Failed.class);
    assertThat(JOURNAL.persistedInStorage(id)).isEmpty();
    stop(cursor);
  }

  @Test
  void snapshotsReplaceTheEventsBeforeThem() {
    ActorRef<Command> cursor = start();
    open(cursor, 0);
    for (int i = 1; i <= 3500; i++) {
      cursor.tell(new Advance(advanceTo(i, i), probe.ref()));
      probe.expectMessage(Persisted.INSTANCE);
    }
    stop(cursor);
    ActorRef<Command> second = start();
    assertThat(open(second, 0)).isEqualTo(CursorState.startingAt(3500));
    assertThat(JOURNAL.persistedInStorage(id)).hasSizeLessThan(2600);
    stop(second);
  }
}
