package io.herald.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProcessUsageTest {
  private final ProcessUsage usage = new ProcessUsage(ProcessHandle.current().pid());

  @Test
  void cpuTimeIsWhatTheRuntimeItselfReports() {
    Duration reported = ProcessHandle.current().info().totalCpuDuration().orElseThrow();

    assertThat(usage.cpu())
        .isBetween(reported.minusMillis(20), reported.plus(Duration.ofSeconds(10)));
  }

  @Test
  void residentMemoryIsAtLeastTheHeapInUse() {
    Runtime runtime = Runtime.getRuntime();

    assertThat(usage.residentBytes())
        .isGreaterThan((runtime.totalMemory() - runtime.freeMemory()) / 2)
        .isLessThan(64L << 30);
  }

  @Test
  void thePeakIsNeverBelowWhatIsResidentNow() {
    long resident = usage.residentBytes();

    assertThat(usage.residentBytesPeak()).isGreaterThanOrEqualTo(resident);
  }

  @Test
  void threadsAreCounted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    long before = usage.threads();
    for (int i = 0; i < 20; i++) {
      Thread thread = new Thread(() -> awaitQuietly(end));
      thread.start();
    }
    assertThat(usage.threads()).isGreaterThanOrEqualTo(before + 15);
    end.countDown();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void openSocketsAreCountedAndClosedOnesAreNot() throws IOException {
    long before = usage.openFiles();
    ServerSocket[] sockets = new ServerSocket[20];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = new ServerSocket(0);
    }
    assertThat(usage.openFiles()).isGreaterThanOrEqualTo(before + sockets.length - 5);
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    assertThat(usage.openFiles()).isLessThan(before + sockets.length - 5);
  }

  @Test
  void theLimitOfOpenFilesIsTheSoftOneOfTheProcess() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "ulimit -Sn 123 && read line").start();
    try {
      ProcessUsage limited = new ProcessUsage(shell.pid());
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (limited.openFilesMax() != 123 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(limited.openFilesMax()).isEqualTo(123);
    } finally {
      shell.destroy();
    }
  }
}
