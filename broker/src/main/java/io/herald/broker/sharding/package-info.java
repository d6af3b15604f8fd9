/**
 * The rules of {@link io.herald.broker.placement} at work in Akka Cluster Sharding: how the nodes
 * tell each other their loads, and what the coordinator of the partitions' shards does with them.
 */
package io.herald.broker.sharding;
