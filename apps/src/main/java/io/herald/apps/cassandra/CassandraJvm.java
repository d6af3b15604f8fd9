package io.herald.apps.cassandra;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line of a Cassandra server: its own Java, its own jars, nothing of Herald's. */
public final class CassandraJvm {
  /** Names the directory of the jars; {@code ./herald} and the tests set it. */
  private static final String LIBRARY_PROPERTY = "herald.cassandra.lib";

  private static final String MAIN = "org.apache.cassandra.service.CassandraDaemon";

  private static final List<String> EXPORTED =
      List.of(
          "java.base/jdk.internal.misc",
          "java.base/java.lang.ref",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.unsupported/sun.misc",
          "jdk.compiler/com.sun.tools.javac.file",
          "jdk.attach/sun.tools.attach");

  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang.module",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "java.base/java.io",
          "java.base/java.lang.reflect",
          "java.base/java.lang",
          "java.base/java.util",
          "jdk.management/com.sun.management.internal",
          "jdk.compiler/com.sun.tools.javac");

  private CassandraJvm() {}

  /**
   * Writes the configuration and returns the command that runs the server.
   *
   * @param java from {@link CassandraJava}
   * @throws IOException with one line for the user, if the jars or the data directory are not
   *     usable
   */
  public static List<String> command(CassandraOptions options, Path java) throws IOException {
    Path library = library();
    CassandraFiles files = CassandraFiles.write(options);
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Xms" + options.heapMebibytes() + "m");
    command.add("-Xmx" + options.heapMebibytes() + "m");
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djdk.attach.allowAttachSelf=true",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Dcassandra.config=" + files.yaml().toUri(),
            "-Dlogback.configurationFile=" + files.logback().toUri(),
            "-Dcassandra.storagedir=" + options.dataPath(),
            "-Dcassandra-foreground=yes",
            // There are no other servers to wait for, and measuring the row overhead takes a
            // second.
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            "-Dcassandra.ring_delay_ms=1000",
            "-Dcassandra.shutdown_announce_in_ms=0",
            "-Dcassandra.memtable.row_overhead_size=180"));
    EXPORTED.forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
    OPENED.forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
    command.addAll(options.javaOptions());
    command.addAll(List.of("-cp", library + File.separator + "*", MAIN));
    return command;
  }

  private static Path library() throws IOException {
    String named = System.getProperty(LIBRARY_PROPERTY, "");
    Path library = Path.of(named).toAbsolutePath().normalize();
    if (named.isEmpty() || !Files.isDirectory(library)) {
      throw new IOException(
          "the jars of Cassandra are not there: ./herald cassandra gets them on first use");
    }
    try (Stream<Path> jars = Files.list(library)) {
      if (jars.noneMatch(jar -> jar.getFileName().toString().startsWith("cassandra-all-"))) {
        throw new IOException("no cassandra-all jar in " + library + ": delete it and try again");
      }
    }
    return library;
  }
}
