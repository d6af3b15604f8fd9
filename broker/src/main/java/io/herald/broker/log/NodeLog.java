package io.herald.broker.log;

import io.herald.config.LogLevel;

/** The log of this node. */
@FunctionalInterface
public interface NodeLog {
  /**
   * Does as it is told, at once.
   *
   * @param from the node that sent the order, {@code host:port}
   * @return the level that counts for the order's logger now
   */
  LogLevel obey(LogOrder order, String from);
}
