package io.herald.config;

import java.util.List;

/**
 * How nodes find each other.
 *
 * @param clusterAddress where this node listens for other nodes
 * @param clusterSeed nodes to join, tried in turn; empty: this node is alone
 * @param clusterTlsPath directory with ca.pem, cert.pem and key.pem; empty: no TLS between nodes
 */
public record ClusterSettings(
    Endpoint clusterAddress, List<Endpoint> clusterSeed, String clusterTlsPath) {
  public ClusterSettings {
    clusterSeed = List.copyOf(clusterSeed);
  }
}
