package io.herald.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills a real process while it writes; what it was told is confirmed must be there. */
final class KilledProcessTest {
  private static final int LIVES = 4;
  private static final int LOGS = 6;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Durability.class)
  void confirmedEventsSurviveTheKill(Durability durability) throws Exception {
    var confirmed = new HashMap<String, Long>();
    var random = new Random(7);
    for (int life = 0; life < LIVES; life++) {
      Process writer = start(durability);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
        int count = 200 + random.nextInt(400);
        for (int i = 0; i < count; i++) {
          note(confirmed, lines.readLine());
        }
        assertThat(writer.toHandle().destroyForcibly()).isTrue();
        // What it wrote before it died counts too; the last line may be cut short.
        String line = lines.readLine();
        while (line != null && line.endsWith(";")) {
          note(confirmed, line);
          line = lines.readLine();
        }
      }
      assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
      check(durability, confirmed);
    }
  }

  private static void note(Map<String, Long> confirmed, String line) {
    int space = line.indexOf(' ');
    confirmed.merge(
        line.substring(0, space),
        Long.parseLong(line.substring(space + 1, line.length() - 1)),
        Math::max);
  }

  private void check(Durability durability, Map<String, Long> confirmed) {
    try (var store = new RawStore(RawStore.settings(directory, durability), new NioStorage())) {
      confirmed.forEach(
          (pid, highest) -> {
            assertThat(store.highest(pid)).isGreaterThanOrEqualTo(highest);
            Map<Long, byte[]> events = store.read(pid, 1);
            for (long nr = 1; nr <= highest; nr++) {
              assertThat(events.get(nr)).isEqualTo(Writer.payload(nr));
            }
          });
    }
  }

  private Process start(Durability durability) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            directory.toString(),
            durability.name())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Writes until it is killed and prints what was confirmed: {@code LOG SEQNR;}. */
  static final class Writer {
    private Writer() {}

    static byte[] payload(long nr) {
      var payload = new byte[(int) (nr * 31 % 700)];
      java.util.Arrays.fill(payload, (byte) nr);
      return payload;
    }

    public static void main(String[] args) {
      StoreSettings settings = RawStore.settings(Path.of(args[0]), Durability.valueOf(args[1]));
      try (var store = new RawStore(settings, new NioStorage())) {
        var next = new long[LOGS];
        for (int i = 0; i < LOGS; i++) {
          next[i] = store.highest("log-" + i) + 1;
        }
        while (true) {
          var writes = new CompletableFuture<?>[LOGS];
          for (int i = 0; i < LOGS; i++) {
            long nr = next[i];
            next[i] += 2;
            writes[i] = store.write("log-" + i, nr, payload(nr), payload(nr + 1));
          }
          for (int i = 0; i < LOGS; i++) {
            writes[i].join();
            System.out.println("log-" + i + " " + (next[i] - 1) + ";");
          }
          System.out.flush();
        }
      }
    }
  }
}
