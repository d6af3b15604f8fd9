package io.herald.http;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Predicate;

/** All threads with their whole stacks, as text. */
final class ThreadDump {
  private ThreadDump() {}

  /** All threads: nsqd's goroutine profile. */
  static String all() {
    return write(thread -> true);
  }

  /** Threads that wait for a lock: nsqd's block profile. */
  static String blocked() {
    return write(thread -> thread.getThreadState() == Thread.State.BLOCKED);
  }

  /** How many threads there are and have been: nsqd's threadcreate profile. */
  static String counts() {
    var threads = ManagementFactory.getThreadMXBean();
    return String.format(
        Locale.ROOT,
        "threads %d%ndaemon %d%npeak %d%nstarted %d%n",
        threads.getThreadCount(),
        threads.getDaemonThreadCount(),
        threads.getPeakThreadCount(),
        threads.getTotalStartedThreadCount());
  }

  private static String write(Predicate<ThreadInfo> wanted) {
    StringBuilder out = new StringBuilder();
    Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
        .filter(wanted)
        .sorted(Comparator.comparing(ThreadInfo::getThreadName))
        .forEach(thread -> append(out, thread));
    return out.isEmpty() ? "none\n" : out.toString();
  }

  private static void append(StringBuilder out, ThreadInfo thread) {
    out.append('"').append(thread.getThreadName()).append("\" #").append(thread.getThreadId());
    out.append(' ').append(thread.getThreadState());
    LockInfo lock = thread.getLockInfo();
    if (lock != null) {
      out.append(" on ").append(lock);
    }
    if (thread.getLockOwnerName() != null) {
      out.append(" held by \"").append(thread.getLockOwnerName()).append('"');
    }
    out.append('\n');
    for (StackTraceElement frame : thread.getStackTrace()) {
      out.append("\tat ").append(frame).append('\n');
    }
    out.append('\n');
  }
}
