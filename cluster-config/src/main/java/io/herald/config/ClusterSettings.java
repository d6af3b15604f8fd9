package io.herald.config;

import java.time.Duration;
import java.util.List;

/**
 * How nodes find each other.
 *
 * @param clusterAddress where this node listens for other nodes
 * @param clusterSeed nodes to join, tried in turn; empty: this node is alone
 * @param clusterName nodes of different names do not join each other
 * @param clusterJoinTimeout how long a node tries to join before it gives up
 * @param clusterFailureAfter silence after which a node counts as unreachable
 * @param clusterStableAfter how long unreachability must be unchanged before a side is downed
 * @param defaultPartitions partitions of a topic whose creator does not say how many
 * @param rebalanceInterval how often partitions may move to nodes with less load
 * @param rebalanceThreshold by how much loads may differ, in per cent of the nodes' mean
 * @param clusterTlsPath directory with ca.pem, cert.pem and key.pem; empty: no TLS between nodes
 */
public record ClusterSettings(
    Endpoint clusterAddress,
    List<Endpoint> clusterSeed,
    String clusterName,
    Duration clusterJoinTimeout,
    Duration clusterFailureAfter,
    Duration clusterStableAfter,
    int defaultPartitions,
    Duration rebalanceInterval,
    int rebalanceThreshold,
    String clusterTlsPath) {
  public ClusterSettings {
    clusterSeed = List.copyOf(clusterSeed);
  }
}
