package io.herald.http;

import java.util.List;

/**
 * A node as {@code /cluster} shows it. What only the node itself can tell is empty until its word
 * has arrived.
 *
 * @param name its {@code --node-name}
 * @param address where other nodes reach it, {@code host:port}
 * @param status its place in the life of a member: joining, weaklyup, up, leaving, exiting, down
 * @param roles what it does
 * @param reachable whether all other nodes hear of it
 * @param version Herald's version there
 * @param tcpAddress where clients reach it
 * @param httpAddress of nsqd's HTTP API
 * @param lookupTcpAddress where nsqds register
 * @param lookupHttpAddress where consumers look
 * @param partitions how many it owns; -1 if unknown
 * @param load what they do, in messages a second: each counts when it is published, when a channel
 *     has finished it, and for each KiB; -1 if unknown
 */
public record MemberAnswer(
    String name,
    String address,
    String status,
    List<String> roles,
    boolean reachable,
    String version,
    String tcpAddress,
    String httpAddress,
    String lookupTcpAddress,
    String lookupHttpAddress,
    int partitions,
    long load) {
  public MemberAnswer {
    roles = List.copyOf(roles);
  }
}
