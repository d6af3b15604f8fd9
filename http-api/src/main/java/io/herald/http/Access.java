package io.herald.http;

import io.herald.http.access.Caller;
import io.herald.http.access.Role;

/** What a route asks of its caller, and whether it belongs to the topic of its query. */
enum Access {
  /** Nothing at all, for probes. */
  OPEN(null, false, false),
  /** To be known; what does not exist is told to nobody else. */
  KNOWN(null, false, false),
  /** To read, even if it is only of some topics. */
  READ_ANY(Role.READ, false, false),
  /** To read of the query's topic; without one, of all topics. */
  READ_TOPIC(Role.READ, true, false),
  /** To read of the whole node. */
  READ_NODE(Role.READ, false, true),
  /** To publish to the query's topic. */
  PUBLISH(Role.PUBLISH, true, false),
  /** To change the query's topic. */
  ADMIN_TOPIC(Role.ADMIN, true, false),
  /** To change the node, or to look into its process. */
  ADMIN_NODE(Role.ADMIN, false, true);

  private final Role role;
  private final boolean ofTopic;
  private final boolean ofNode;

  Access(Role role, boolean ofTopic, boolean ofNode) {
    this.role = role;
    this.ofTopic = ofTopic;
    this.ofNode = ofNode;
  }

  /** Whether a caller may use the route for this topic; empty if the query has none. */
  boolean isGranted(Caller caller, String topic) {
    if (role != null && !caller.may(role)) {
      return false;
    }
    if (!caller.isLimited()) {
      return true;
    }
    return ofTopic ? !topic.isEmpty() && caller.mayUse(topic) : !ofNode;
  }

  /** Whether the audit log tells of those who were let in, too. */
  boolean isAudited() {
    return role == Role.ADMIN;
  }
}
