package io.herald.lookup.registry;

/**
 * This node's own broker as a producer; announced once its ports are bound.
 *
 * @param hostname what the machine calls itself
 * @param broadcastAddress the host that clients connect to
 * @param tcpPort the port that clients connect to, 1 to 65535
 * @param httpPort the port of the nsqd HTTP API, 1 to 65535
 * @param version a semantic version, such as 1.3.0
 */
public record SelfProducer(
    String hostname, String broadcastAddress, int tcpPort, int httpPort, String version) {

  /** The broker has no connection to its own registry, so its own address stands for the remote. */
  Producer producer() {
    String address = broadcastAddress + ":" + tcpPort;
    return new Producer(address, hostname, broadcastAddress, tcpPort, httpPort, version, "", "");
  }
}
