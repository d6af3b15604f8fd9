package io.herald.apps.cassandra;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Finds a Java that Cassandra 5.0 runs on: 17, because later ones have no SecurityManager. */
public final class CassandraJava {
  private static final int NEEDED = 17;

  private CassandraJava() {}

  /**
   * The java command of a Java 17: this JVM's, or that of a home that a variable names.
   *
   * @throws IOException with one line that says where it was looked for
   */
  public static Path find(Map<String, String> environment) throws IOException {
    return find(homes(environment));
  }

  static List<String> homes(Map<String, String> environment) {
    return List.of(
        environment.getOrDefault("HERALD_CASSANDRA_JAVA_HOME", ""),
        System.getProperty("java.home"),
        environment.getOrDefault("JAVA_HOME", ""));
  }

  static Path find(List<String> homes) throws IOException {
    List<String> seen = new ArrayList<>();
    for (String home : homes) {
      if (home.isEmpty()) {
        continue;
      }
      String version = version(Path.of(home));
      Path java = Path.of(home, "bin", "java");
      if (version.matches(NEEDED + "(\\..*)?") && Files.isExecutable(java)) {
        return java;
      }
      seen.add(home + " is " + version);
    }
    throw new IOException(
        "Cassandra needs Java 17 ("
            + String.join("; ", seen)
            + "): name one by HERALD_CASSANDRA_JAVA_HOME");
  }

  /** As the file {@code release} of a Java home says, such as 17.0.15. */
  private static String version(Path home) {
    Properties release = new Properties();
    try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException | IllegalArgumentException unreadable) {
      return "no Java home";
    }
    return release.getProperty("JAVA_VERSION", "unknown").replace("\"", "");
  }
}
