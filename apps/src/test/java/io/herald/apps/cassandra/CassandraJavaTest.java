package io.herald.apps.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CassandraJavaTest {
  @TempDir private Path directory;

  @Test
  void theFirstJava17IsTaken() throws Exception {
    Path old = home("old", "11.0.2");
    Path right = home("right", "17.0.15");
    assertThat(CassandraJava.find(List.of(old.toString(), right.toString())))
        .isEqualTo(right.resolve("bin/java"));
    assertThat(CassandraJava.find(List.of("", home("first", "17").toString(), right.toString())))
        .isEqualTo(directory.resolve("first/bin/java"));
  }

  @Test
  void withoutOneItSaysWhatItSawInOneLine() throws Exception {
    Path late = home("late", "25.0.1");
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> CassandraJava.find(List.of(late.toString(), none.toString())))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cassandra needs Java 17 ("
                + late
                + " is 25.0.1; "
                + none
                + " is no Java home): name one by HERALD_CASSANDRA_JAVA_HOME");
  }

  @Test
  void aVariableIsLookedAtBeforeThisJava() {
    assertThat(
            CassandraJava.homes(
                Map.of("JAVA_HOME", "/b", "HERALD_CASSANDRA_JAVA_HOME", "/a", "OTHER", "/c")))
        .containsExactly("/a", System.getProperty("java.home"), "/b");
  }

  private Path home(String name, String version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java =
        Files.writeString(Files.createDirectory(home.resolve("bin")).resolve("java"), "#!/bin/sh");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }
}
