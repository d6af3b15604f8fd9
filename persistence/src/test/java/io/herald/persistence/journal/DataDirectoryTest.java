package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
  @TempDir Path root;

  @Test
  void aDirectoryIsOpenedOnceInAProcess() {
    Path path = root.resolve("data");
    long pid = ProcessHandle.current().pid();
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThat(held.path().resolve("lock")).exists();
      assertThatThrownBy(() -> DataDirectory.open(path.resolve("../data")))
          .isInstanceOf(DataDirectoryLockedException.class)
          .hasMessage(
              "data directory " + held.path() + " is used by another process (pid " + pid + ")");
    }
    DataDirectory.open(path).close();
  }

  @Test
  void aDirectoryThatAnotherProcessHoldsIsRefusedWithItsPid() throws Exception {
    Path path = root.resolve("data");
    Process other = startHolder(path);
    try {
      assertThat(other.getInputStream().read()).isEqualTo('L');
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(DataDirectoryLockedException.class)
          .hasMessageEndingWith("is used by another process (pid " + other.pid() + ")");
    } finally {
      other.destroyForcibly();
      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    // The lock died with its process.
    DataDirectory.open(path).close();
  }

  private static Process startHolder(Path path) throws java.io.IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockHolder.class.getName(),
            path.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process that holds the lock until it is killed. */
  static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
      try (DataDirectory held = DataDirectory.open(Path.of(args[0]))) {
        System.out.print(held.path().getNameCount() > 0 ? 'L' : '?');
        System.out.flush();
        // Ends when the parent's end of the pipe closes, if it is not killed before.
        int unused = System.in.read();
      }
    }
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsNamed() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .hasMessageStartingWith("cannot open data directory " + file.resolve("data"));
  }

  @Test
  void theStoreUsesTheDirectoryThatWasOpenedBeforeTheSystem() {
    try (DataDirectory held = DataDirectory.open(root)) {
      try (var system = new StoreSystem(root, Durability.POWER)) {
        assertThat(system.store().dataDirectory()).isSameAs(held);
      }
      assertThat(DataDirectory.isHeld(root)).isTrue();
    }
    try (var system = new StoreSystem(root, Durability.POWER)) {
      assertThat(system.store().dataDirectory().path()).isEqualTo(root);
    }
    assertThat(DataDirectory.isHeld(root)).isFalse();
  }
}
