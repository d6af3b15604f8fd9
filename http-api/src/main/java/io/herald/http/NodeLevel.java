package io.herald.http;

import io.herald.config.LogLevel;
import java.util.Optional;

/**
 * What became of an order to the log of one node of the cluster.
 *
 * @param name its {@code --node-name}; empty as long as it has not told it
 * @param address where other nodes reach it, {@code host:port}
 * @param level the level that counts there now; nothing if it could not be asked
 * @param problem why not; empty if it was
 */
public record NodeLevel(String name, String address, Optional<LogLevel> level, String problem) {}
