package io.herald.http;

import java.util.List;

/**
 * The cluster as a node sees it.
 *
 * @param name the {@code --cluster-name}
 * @param self address of the node that answers
 * @param leader address of the node that admits others; empty while there is none
 * @param members all nodes, by address
 */
public record ClusterAnswer(String name, String self, String leader, List<MemberAnswer> members) {
  public ClusterAnswer {
    members = List.copyOf(members);
  }
}
