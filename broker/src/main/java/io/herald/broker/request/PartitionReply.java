package io.herald.broker.request;

import io.herald.broker.BrokerException;

/** What the {@link AnswerCollector} of a request hears. */
public sealed interface PartitionReply {
  /** As the partition of a {@link Refused}: the topic itself. */
  int TOPIC = -1;

  /**
   * The topic has asked these partitions.
   *
   * @param from the first
   * @param to behind the last
   */
  record Expected(int from, int to) implements PartitionReply {}

  /** A partition's answer. */
  record Answered(int partition, PartitionAnswer answer) implements PartitionReply {}

  /**
   * A partition does not do it.
   *
   * @param partition which one, or {@link #TOPIC}
   */
  record Refused(int partition, BrokerException reason) implements PartitionReply {}
}
