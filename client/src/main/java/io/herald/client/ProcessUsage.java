package io.herald.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a broker's process costs, read from Linux's {@code /proc/PID}: the only figures that mean
 * the same for a JVM and for a Go program.
 */
public final class ProcessUsage {
  /** Linux reports CPU time in hundredths of a second on every platform Java runs on. */
  private static final long TICK_MILLIS = 10;

  private static final String OPEN_FILES = "Max open files";
  private static final int UTIME_FIELD = 11;
  private static final int STIME_FIELD = 12;

  private final Path directory;

  /** Of the running process {@code pid}. */
  public ProcessUsage(long pid) {
    directory = Path.of("/proc", Long.toString(pid));
  }

  /** CPU time used since the process started, user and system. */
  public Duration cpu() {
    String stat = contents("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME_FIELD]) + Long.parseLong(fields[STIME_FIELD]);
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }

  /** Resident memory in bytes. */
  public long residentBytes() {
    return status("VmRSS:") * 1024;
  }

  /** The most resident memory there ever was, in bytes. */
  public long residentBytesPeak() {
    return status("VmHWM:") * 1024;
  }

  /** How many threads there are. */
  public long threads() {
    return status("Threads:");
  }

  private long status(String name) {
    return contents("status")
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** How many files, sockets and pipes are open. */
  public long openFiles() {
    try (Stream<Path> descriptors = Files.list(directory.resolve("fd"))) {
      return descriptors.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many files, sockets and pipes may be open at once: the soft limit. */
  public long openFilesMax() {
    return contents("limits")
        .lines()
        .filter(line -> line.startsWith(OPEN_FILES))
        .map(line -> line.substring(OPEN_FILES.length()).strip().split(" ", 2)[0])
        .mapToLong(soft -> soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft))
        .findFirst()
        .orElseThrow();
  }

  private String contents(String file) {
    try {
      return Files.readString(directory.resolve(file), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
