package io.herald.broker.tcp;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.herald.broker.session.ConnectionMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The open connections of a node, so that all can be told that it is stopping. */
public final class Connections {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Map<Long, ActorRef<ConnectionMessage>> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong(firstId());

  /** Begins somewhere, so that channels with consumers of several nodes can tell them apart. */
  private static long firstId() {
    return (long) ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) << Integer.SIZE;
  }

  /** A number no other connection of this node has had, and most likely none of another node. */
  long nextId() {
    return lastId.incrementAndGet();
  }

  void add(long id, ActorRef<ConnectionMessage> connection) {
    open.put(id, connection);
  }

  void remove(long id) {
    open.remove(id);
  }

  /** Completes when all connections have ended, or patience has. */
  public CompletionStage<Done> whenEmpty(ActorSystem<?> system, Duration patience) {
    return Source.tick(Duration.ZERO, POLL, Done.getInstance())
        .takeWhile(tick -> !open.isEmpty())
        .takeWithin(patience)
        .runWith(Sink.ignore(), system);
  }

  /** How many connections are open. */
  public int count() {
    return open.size();
  }

  /** Tells every connection. */
  public void tellAll(ConnectionMessage message) {
    open.values().forEach(connection -> connection.tell(message));
  }
}
