package io.herald.http.access;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;

/**
 * Somebody who may call.
 *
 * @param name what the audit log calls him
 * @param roles what he may do
 * @param topics where; each matches a whole topic name. Empty: all topics and the node itself
 */
public record Caller(String name, Set<Role> roles, List<Pattern> topics) {
  public Caller {
    roles = Set.copyOf(roles);
    topics = List.copyOf(topics);
  }

  /** Whether he may act in a role, somewhere. */
  public boolean may(Role role) {
    return role.isGrantedBy(roles);
  }

  /** Whether only some topics are his, and nothing that belongs to no topic. */
  public boolean isLimited() {
    return !topics.isEmpty();
  }

  /** Whether a topic is his. */
  public boolean mayUse(String topic) {
    return topics.isEmpty() || topics.stream().anyMatch(pattern -> pattern.matches(topic));
  }
}
