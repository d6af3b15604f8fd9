package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.channel.ChannelCursor;
import io.herald.persistence.cassandra.CassandraConfig;
import io.herald.persistence.cassandra.CassandraContact;
import io.herald.persistence.cursor.CursorEvent.CursorAdvanced;
import io.herald.persistence.cursor.CursorState;
import io.herald.persistence.cursor.OffsetRanges;
import io.herald.persistence.cursor.PendingMessages;
import io.herald.persistence.lease.Ownership;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A former owner of a channel's cursor writes once more, after its successor has: in the same
 * Cassandra rows, as a node does that was stopped between looking at its lease and writing.
 */
@HeraldOnly("has no such store")
class LateWriterOnCassandraTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final PersistenceId ID = PersistenceId.ofUniqueId("cursor|orders|1|0|billing|0");

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  private ActorSystem<Void> system;
  private int cursors;

  @Test
  void whatAFormerOwnerWritesLateChangesNothing() throws Exception {
    String keyspace = SharedCassandra.newKeyspace();
    SharedCassandra.applySchema(CASSANDRA.process(), keyspace);
    String address = CASSANDRA.process().address();
    CassandraContact contact =
        new CassandraContact(List.of(address), "datacenter1", keyspace, "", "");
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "late",
            CassandraConfig.of(contact).withFallback(ConfigFactory.load()));
    try {
      play();
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void play() throws Exception {
    ActorRef<ChannelCursor.Command> first = cursor(1);
    open(first);
    advance(first, 10);
    ActorRef<ChannelCursor.Command> former = cursor(2);
    open(former); // and it writes nothing, so that no event of it is there
    ActorRef<ChannelCursor.Command> present = cursor(3);
    open(present);
    pause(present);
    for (int floor = 20; floor <= 40; floor += 10) {
      advance(present, floor);
    }
    advance(former, 11);
    CursorState next = open(cursor(4));
    assertThat(next.paused()).as("the present owner has said that it is paused").isTrue();
    assertThat(next.ackFloor()).as("what it has stored as finished").isEqualTo(40);
  }

  private ActorRef<ChannelCursor.Command> cursor(long epoch) {
    return system.systemActorOf(
        ChannelCursor.create(ID, CassandraConfig.PLUGINS, new Owner(epoch)),
        "cursor" + cursors++,
        Props.empty());
  }

  private CursorState open(ActorRef<ChannelCursor.Command> cursor) throws Exception {
    ChannelCursor.Reply opened = ask(cursor, replyTo -> new ChannelCursor.Open(0, replyTo));
    return ((ChannelCursor.Opened) opened).cursor();
  }

  private void pause(ActorRef<ChannelCursor.Command> cursor) throws Exception {
    assertThat(ask(cursor, replyTo -> new ChannelCursor.SetPaused(true, replyTo)))
        .isEqualTo(ChannelCursor.Persisted.INSTANCE);
  }

  private void advance(ActorRef<ChannelCursor.Command> cursor, long floor) throws Exception {
    CursorAdvanced delta =
        new CursorAdvanced(floor, OffsetRanges.EMPTY, floor, PendingMessages.EMPTY);
    assertThat(ask(cursor, replyTo -> new ChannelCursor.Advance(delta, replyTo)))
        .isEqualTo(ChannelCursor.Persisted.INSTANCE);
  }

  private ChannelCursor.Reply ask(
      ActorRef<ChannelCursor.Command> cursor,
      Function<ActorRef<ChannelCursor.Reply>, ChannelCursor.Command> command)
      throws Exception {
    return AskPattern.ask(cursor, command::apply, LIMIT, system.scheduler())
        .toCompletableFuture()
        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private record Owner(long epoch) implements Ownership {
    @Override
    public boolean isValid() {
      return true;
    }

    @Override
    public void whenLost(Runnable task) {
      // never
    }
  }
}
