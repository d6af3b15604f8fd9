package io.herald.broker.topic;

import akka.actor.typed.javadsl.ActorContext;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a topic more partitions. Whoever publishes or consumes goes on with those there were, until
 * all are ready. Belongs to one {@link Topic} and runs in it.
 */
final class TopicExpansion {
  /** A node that misses it would consume from the old partitions only. */
  private static final List<Duration> ANNOUNCED_AGAIN_AFTER =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30));

  private final ActorContext<Topic.Command> context;
  private final TopicName name;
  private final KeptState<TopicEvent, TopicState> kept;
  private final List<Topic.Expand> waiting = new ArrayList<>();

  TopicExpansion(
      ActorContext<Topic.Command> context, TopicName name, KeptState<TopicEvent, TopicState> kept) {
    this.context = context;
    this.name = name;
    this.kept = kept;
  }

  /**
   * Stores how many there are, or says why that cannot be.
   *
   * @param stored run when it is, and the new partitions are to be started
   */
  void expand(Topic.Expand expand, Runnable stored) {
    int partitions = kept.state().partitions();
    if (name.isEphemeral()) {
      expand.refuse(new BrokerException(Reason.INVALID, "an ephemeral topic has one partition"));
    } else if (expand.partitions() < partitions) {
      expand.refuse(
          new BrokerException(
              Reason.INVALID, "a topic cannot shrink: it has " + partitions + " partitions"));
    } else if (expand.partitions() == partitions) {
      expand.replyTo().tell(StatusReply.ack());
    } else {
      kept.persist(
          List.of(new TopicEvent.PartitionsAdded(expand.partitions())),
          () -> {
            waiting.add(expand);
            stored.run();
          },
          () ->
              expand.refuse(
                  BrokerException.notStored("the number of partitions could not be stored")));
    }
  }

  /** Has other nodes told again and again, because they may not hear it. */
  void announceAgain(Topic.Command announce) {
    ANNOUNCED_AGAIN_AFTER.forEach(
        delay -> context.scheduleOnce(delay, context.getSelf(), announce));
  }

  /** All partitions can be used. */
  void done() {
    waiting.forEach(each -> each.replyTo().tell(StatusReply.ack()));
    waiting.clear();
  }

  /** Who still waits. */
  List<Topic.Expand> waiting() {
    return waiting;
  }
}
