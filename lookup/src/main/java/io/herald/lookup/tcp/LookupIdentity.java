package io.herald.lookup.tcp;

/**
 * Who answers at port 4160: what IDENTIFY is told, and where an nsqd then asks for channels.
 *
 * @param broadcastAddress the host under which nsqds reach this node's HTTP
 * @param hostname what the machine calls itself
 * @param httpPort the port of the lookup HTTP API, as bound
 * @param version a semantic version
 */
public record LookupIdentity(
    String broadcastAddress, String hostname, int httpPort, String version) {}
