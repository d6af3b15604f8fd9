package io.herald.broker.topic;

import akka.actor.typed.ActorRef;

/**
 * Where a node finds a partition of a topic.
 *
 * @param index of the partition, from 0
 * @param actor the partition itself, or what stands for it on this node
 * @param isLocal whether it is on this node
 */
public record PartitionRef(int index, ActorRef<TopicPartition.Command> actor, boolean isLocal) {}
