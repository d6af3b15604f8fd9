package io.herald.broker.request;

import io.herald.persistence.topic.TopicConfig;

/**
 * This is set for the topic and its channels from now on; answered with {@link Applied}. A
 * partition is told all of it, not what has changed: it may have missed something before.
 */
public record ApplyConfig(TopicConfig config) implements PartitionRequest {
  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    partition.configure(config);
    asker.answer(Applied.INSTANCE);
  }
}
