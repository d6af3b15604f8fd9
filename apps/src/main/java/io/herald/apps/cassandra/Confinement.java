package io.herald.apps.cassandra;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What runs in front of the server's command on Linux. Cassandra locks all its memory if it may,
 * which doubles what it takes, so it gives up the right to; and it does not outlive who started it.
 */
public final class Confinement {
  private static final List<String> NO_MEMORY_LOCK =
      List.of("--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock");
  private static final int TRIAL_SECONDS = 10;

  private Confinement() {}

  /**
   * The words to put in front; none where there is no {@code setpriv}.
   *
   * @param endsWithThisThread whether the kernel kills the server when the starting thread ends
   */
  public static List<String> prefix(boolean endsWithThisThread) {
    List<String> words = new ArrayList<>(List.of("setpriv"));
    if (endsWithThisThread) {
      words.addAll(List.of("--pdeathsig", "KILL"));
    }
    List<String> unlocked = new ArrayList<>(words);
    unlocked.addAll(NO_MEMORY_LOCK);
    unlocked.addAll(List.of("prlimit", "--memlock=65536"));
    if (works(unlocked)) {
      return unlocked;
    }
    return endsWithThisThread && works(words) ? words : List.of();
  }

  private static boolean works(List<String> prefix) {
    List<String> trial = new ArrayList<>(prefix);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
