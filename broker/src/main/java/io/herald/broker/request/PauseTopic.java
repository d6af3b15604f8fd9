package io.herald.broker.request;

import io.herald.persistence.topic.TopicEvent;
import io.herald.persistence.topic.TopicState;
import java.util.List;

/**
 * Holds a topic's messages back from its channels, or lets them go; answered with {@link Applied}.
 */
public record PauseTopic(boolean paused) implements PartitionRequest {
  @Override
  public List<TopicEvent> events(TopicState topic) {
    return List.of(new TopicEvent.TopicPaused(paused));
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    partition.pause(paused);
    asker.answer(Applied.INSTANCE);
  }
}
