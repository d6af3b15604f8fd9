package io.herald.apps;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A program that a test runs, with its two outputs in files. */
final class Fork implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;
  private static final long POLL_NANOS = 10_000_000;

  private final Process process;
  private final Path out;
  private final Path err;

  private Fork(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a program in a directory; HERALD_ variables of the caller are not passed on. */
  static Fork start(Path directory, Map<String, String> environment, List<String> command)
      throws IOException {
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("HERALD_"));
    builder.environment().putAll(environment);
    return new Fork(builder.start(), out, err);
  }

  /** Starts a main class of the tests' class path. */
  static Fork main(Path directory, Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return start(directory, Map.of(), command);
  }

  Fork awaitLine(String line) throws IOException {
    return awaitLine(line, 1);
  }

  /** Waits until a line has come so many times. */
  Fork awaitLine(String line, int times) throws IOException {
    long deadline = System.nanoTime() + SECONDS.toNanos(LIMIT_SECONDS);
    while (Collections.frequency(lines(), line) < times) {
      assertThat(process.isAlive()).as("ended early:%n%s%n%s", lines(), errors()).isTrue();
      assertThat(System.nanoTime()).as("no line %s in %s", line, lines()).isLessThan(deadline);
      LockSupport.parkNanos(POLL_NANOS);
    }
    return this;
  }

  /** Sends a signal by its name, such as TERM. */
  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** The process that this one runs as its child, if there is one. */
  Optional<ProcessHandle> child() {
    return process.children().findFirst();
  }

  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(LIMIT_SECONDS, SECONDS)).as("still runs").isTrue();
    return process.exitValue();
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(out);
  }

  List<String> errors() throws IOException {
    return Files.readAllLines(err);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
