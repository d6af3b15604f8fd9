package io.herald.apps;

import io.herald.config.LoadedSettings;

/** Starts everything a node is; the one seam between the command line and the broker. */
@FunctionalInterface
public interface NodeStarter {
  /**
   * Returns when all ports are bound and recovery is done.
   *
   * @throws Exception with a message for the operator if the node cannot start
   */
  RunningNode start(LoadedSettings settings) throws Exception;
}
