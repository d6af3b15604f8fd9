package io.herald.broker.topic;

import io.herald.broker.BrokerException;
import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import java.util.List;

/**
 * Stores what a request changes of the topic, and asks the partitions then. Belongs to one {@link
 * Topic} and runs in it.
 */
final class TopicChanges {
  private final TopicHost host;
  private final PartitionFanout partitions;
  private final KeptState<TopicEvent, TopicState> kept;

  TopicChanges(TopicHost host, PartitionFanout partitions, KeptState<TopicEvent, TopicState> kept) {
    this.host = host;
    this.partitions = partitions;
    this.kept = kept;
  }

  /**
   * Partitions that have missed an earlier change hear of it before this one: a channel that is
   * created again has nothing of the backlog of one that was deleted.
   */
  void ask(Topic.Ask ask) {
    List<TopicEvent> events;
    try {
      events = ask.request().events(kept.state());
    } catch (BrokerException refusal) {
      ask.refuse(refusal);
      return;
    }
    if (events.isEmpty()) {
      partitions.ask(kept.state(), ask);
      return;
    }
    host.agree(kept.state());
    kept.persist(
        events,
        () -> partitions.ask(kept.state(), ask),
        () -> ask.refuse(BrokerException.notStored("the change could not be stored")));
  }
}
