package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.protocol.name.ChannelName;
import java.util.Set;

/** One partition of a topic in a cluster that shares its store: on one node at a time. */
public final class PartitionEntity {

  /** What may be asked, from any node. */
  public interface Command {}

  /** Makes sure that the partition runs. */
  public enum Wake implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** Answers with {@link TopicGateway.Located} as soon as the partition can be used. */
  public record Locate(ActorRef<TopicGateway.Command> replyTo) implements Command {}

  /** Hands a command to the partition as soon as it can be used. */
  public record Forward(TopicPartition.Command command) implements Command {}

  /** The topic says what it is; the answer to {@link Topic.Describe}. */
  public record Described(long incarnation, Set<ChannelName> channels, boolean paused)
      implements Command {}

  /** There is no such topic; the answer to {@link Topic.Describe}. */
  public enum NoTopic implements Command {
    /** The one instance. */
    INSTANCE
  }

  private PartitionEntity() {}
}
