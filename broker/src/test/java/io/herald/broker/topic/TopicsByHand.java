package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.name.TopicName;
import java.util.List;

/** Opens topics whose partition a test plays. */
public final class TopicsByHand {
  private TopicsByHand() {}

  /** From now on {@code directory} has the topic. */
  public static void open(
      TopicDirectory directory, TopicName name, ActorRef<TopicPartition.Command> partition) {
    open(directory, name, TopicSpec.of(1), new PartitionRef(0, partition, true));
  }

  /** The same, with those of its partitions that can be used. */
  public static void open(
      TopicDirectory directory, TopicName name, TopicSpec spec, PartitionRef... usable) {
    directory.add(new OpenTopic(name, spec, List.of(usable)));
  }
}
