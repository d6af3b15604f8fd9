package io.herald.config;

import java.util.List;

/**
 * How nodes find each other.
 *
 * @param clusterAddress where this node listens for other nodes
 * @param clusterSeed nodes to join, tried in turn; empty: this node is alone
 */
public record ClusterSettings(Endpoint clusterAddress, List<Endpoint> clusterSeed) {
  public ClusterSettings {
    clusterSeed = List.copyOf(clusterSeed);
  }
}
