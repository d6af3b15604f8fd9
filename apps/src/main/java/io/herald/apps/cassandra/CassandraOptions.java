package io.herald.apps.cassandra;

import java.nio.file.Path;
import java.util.List;

/**
 * How a Cassandra server of one node is to run; always on 127.0.0.1.
 *
 * @param dataPath where it keeps everything, its configuration and log included
 * @param port where it speaks CQL
 * @param storagePort where it would speak to other servers; never changes for the same data
 * @param commitLogSync when it acknowledges
 * @param heapMebibytes its heap
 * @param javaOptions more options for its JVM
 */
public record CassandraOptions(
    Path dataPath,
    int port,
    int storagePort,
    CommitLogSync commitLogSync,
    int heapMebibytes,
    List<String> javaOptions) {
  /** The address of all its ports. */
  public static final String HOST = "127.0.0.1";

  /** Takes a copy of the list and makes the path absolute. */
  public CassandraOptions {
    dataPath = dataPath.toAbsolutePath().normalize();
    javaOptions = List.copyOf(javaOptions);
  }

  /** Where its log is. */
  public Path log() {
    return dataPath.resolve("logs").resolve("cassandra.log");
  }
}
