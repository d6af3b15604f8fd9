package io.herald.broker.topic;

import akka.actor.typed.ActorRef;

/** A topic as a node sees it that does not run it itself: finds its partitions. */
public final class TopicGateway {

  /** What may be told, from any node. */
  public interface Command {}

  /**
   * The topic is there.
   *
   * @param partitions how many it has
   * @param topic is to be watched
   */
  public record Attached(int partitions, ActorRef<Topic.Command> topic) implements Command {}

  /** The topic cannot be attached to. */
  public record Refused(String reason) implements Command {}

  /** There is no such topic, or it is deleted. */
  public enum NoTopic implements Command {
    /** The one instance. */
    INSTANCE
  }

  /** A partition can be used. */
  public record Located(int index, ActorRef<TopicPartition.Command> partition) implements Command {}

  private TopicGateway() {}
}
