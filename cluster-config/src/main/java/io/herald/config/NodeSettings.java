package io.herald.config;

import java.nio.file.Path;

/**
 * Who this node is and where it lives.
 *
 * @param nodeName name of this node in the cluster and in the log
 * @param dataPath directory of everything the node keeps; relative to the working directory
 * @param logLevel least severe level that is logged
 * @param logPrefix text before each log line
 */
public record NodeSettings(String nodeName, Path dataPath, LogLevel logLevel, String logPrefix) {}
