package io.herald.broker.topic;

import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicSpec;
import io.herald.persistence.topic.TopicState;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores that a topic is there, with the channels it has elsewhere. Belongs to one {@link Topic}
 * and runs in it.
 */
final class TopicCreation {
  private final KnownChannels knownChannels;
  private final TopicName name;
  private final TopicHost host;
  private final KeptState<TopicEvent, TopicState> kept;
  private boolean isUnderWay;

  TopicCreation(
      KnownChannels knownChannels,
      TopicName name,
      TopicHost host,
      KeptState<TopicEvent, TopicState> kept) {
    this.knownChannels = knownChannels;
    this.name = name;
    this.host = host;
    this.kept = kept;
  }

  /** Whether it may be stored already, and may be stored once more as another life. */
  boolean isUnderWay() {
    return isUnderWay;
  }

  /** Tries until it is stored; who wants the topic hears of each failure. */
  void create(TopicSpec spec, Runnable created) {
    isUnderWay = true;
    List<TopicEvent> events = new ArrayList<>();
    events.add(
        new TopicEvent.TopicCreated(
            System.currentTimeMillis(),
            name.isEphemeral() ? new TopicSpec(1, spec.isOrdered()) : spec));
    knownChannels.of(name).stream().map(TopicEvent.ChannelCreated::new).forEach(events::add);
    kept.persist(
        events,
        () -> {
          isUnderWay = false;
          created.run();
        },
        () -> {
          host.refused("the topic could not be stored");
          create(spec, created);
        });
  }
}
