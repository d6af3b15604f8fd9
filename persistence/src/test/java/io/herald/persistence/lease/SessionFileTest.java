package io.herald.persistence.lease;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session is known again in its own directory, and nowhere and never else. */
class SessionFileTest {
  @TempDir Path directory;
  private Path bootId;
  private SessionFile file;

  @BeforeEach
  void keep() throws IOException {
    bootId = Files.writeString(directory.resolve("boot"), "first\n");
    file = new SessionFile(directory, bootId);
    assertThat(file.former()).isEmpty();
    file.keep("one");
    file.keep("two");
  }

  @Test
  void theNextProcessKnowsTheLastSession() {
    assertThat(new SessionFile(directory, bootId).former()).contains("two");
  }

  @Test
  void aCopyOfTheDirectoryIsNotBelieved() throws IOException {
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.copy(directory.resolve("session"), copy.resolve("session"));
    assertThat(new SessionFile(copy, bootId).former()).isEmpty();
  }

  @Test
  void anotherStartOfTheMachineIsNotBelieved() throws IOException {
    Files.writeString(bootId, "second\n");
    assertThat(new SessionFile(directory, bootId).former()).isEmpty();
  }

  @Test
  void aFileThatWasCutOffIsNotBelieved() throws IOException {
    Files.writeString(directory.resolve("session"), "two\n", UTF_8);
    assertThat(file.former()).isEmpty();
    Files.write(directory.resolve("session"), new byte[] {(byte) 0xff});
    assertThat(file.former()).isEmpty();
  }

  @Test
  void nothingIsBelievedWhereTheMachineDoesNotTellItsStart() throws IOException {
    Files.delete(bootId);
    assertThat(file.former()).isEmpty();
    file.keep("three");
    assertThat(file.former()).isEmpty();
  }
}
