package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program with its output in one file. It never outlives the test JVM. */
public final class ChildProcess {
  private static final Duration END_LIMIT = Duration.ofSeconds(20);
  private static final int TAIL_LINES = 60;

  private final Process process;
  private final Path log;
  private final Thread guard;

  private ChildProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.guard = new Thread(process::destroyForcibly, "kill-" + process.pid());
    Runtime.getRuntime().addShutdownHook(guard);
  }

  public static ChildProcess start(List<String> command, Path log) throws IOException {
    File output = log.toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    return new ChildProcess(process, log);
  }

  public long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for a line that the whole pattern is found in. */
  public Matcher awaitLine(Pattern pattern, Duration limit) throws Exception {
    Matcher[] found = new Matcher[1];
    Await.until(
        () -> pattern + " in the output of " + process.info() + ":\n" + logTail(),
        limit,
        () -> {
          found[0] = pattern.matcher(output());
          boolean matches = found[0].find();
          if (!matches && !process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ":\n" + logTail());
          }
          return matches;
        });
    return found[0];
  }

  /** SIGKILL, and waits for the end. */
  public void kill9() {
    process.destroyForcibly();
    awaitEnd(END_LIMIT);
  }

  /** SIGTERM, without waiting. */
  void signalTerminate() {
    process.destroy();
  }

  /** Sends a signal by its name, such as STOP. */
  void signal(String name) throws Exception {
    String[] command = {"kill", "-" + name, Long.toString(process.pid())};
    if (new ProcessBuilder(command).start().waitFor() != 0) {
      throw new AssertionError("process " + process.pid() + " got no SIG" + name);
    }
  }

  /** Waits for the end and returns the exit code. */
  public int awaitEnd(Duration limit) {
    if (!endsWithin(limit)) {
      throw new AssertionError("process " + process.pid() + " still runs:\n" + logTail());
    }
    Runtime.getRuntime().removeShutdownHook(guard);
    return process.exitValue();
  }

  private boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String output() {
    try {
      return new String(Files.readAllBytes(log), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first lines of the output that hold any of these texts; the output may be large. */
  List<String> linesWith(String... texts) {
    try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
      return lines
          .filter(line -> Arrays.stream(texts).anyMatch(line::contains))
          .limit(TAIL_LINES)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What each stack trace in the output begins with. */
  List<String> traced() {
    List<String> heads = new ArrayList<>();
    try (Stream<String> lines = Files.lines(log, ISO_8859_1)) {
      String[] head = {""};
      lines.forEach(
          line -> {
            if (line.startsWith("\tat ") && !head[0].isEmpty() && heads.size() < TAIL_LINES) {
              heads.add(head[0]);
              head[0] = "";
            } else if (!line.startsWith("\t") && !line.startsWith("Caused by: ")) {
              head[0] = line;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return heads;
  }

  public String logTail() {
    List<String> lines = output().lines().toList();
    List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return log + ":\n" + String.join("\n", last);
  }
}
