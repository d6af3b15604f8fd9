package io.herald.multijvm.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.multijvm.faults.FaultCatalog.Entry;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.TestCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rounds that follow each other, on the same nodes as long as they need the same, and their summary
 * in {@code target/faults/summary.md}.
 */
final class Rounds implements AutoCloseable {
  private static final Path SUMMARY = Path.of("target", "faults", "summary.md");

  private final long seed;
  private final List<RoundResult> results = new ArrayList<>();
  private TestCluster cluster;
  private int played;

  /**
   * @param seed of the first round; each later one has the next number
   */
  Rounds(long seed) throws IOException {
    this.seed = seed;
    Files.createDirectories(SUMMARY.getParent());
    System.out.println(RoundResult.TITLE);
  }

  long seed() {
    return seed;
  }

  RoundResult play(Entry entry) throws Exception {
    long roundSeed = seed + played;
    played++;
    try {
      Round round = new Round(entry.fault(), roundSeed, cluster(entry.fault().shape()));
      RoundResult result = round.play(entry.strikes(), entry.acknowledged());
      results.add(result);
      System.out.println(result.row());
      writeSummary();
      if (!result.report().violations().isEmpty()) {
        end();
      }
      return result;
    } catch (Exception | AssertionError e) {
      end();
      throw e;
    }
  }

  /** Messages acknowledged in all rounds. */
  long acknowledged() {
    return results.stream().mapToLong(result -> result.report().acknowledged()).sum();
  }

  /** Of all deliveries of all rounds, those of messages for which FIN had been sent. */
  double duplicateShare() {
    long duplicates = results.stream().mapToLong(result -> result.report().duplicates()).sum();
    long consumed = results.stream().mapToLong(result -> result.report().consumed()).sum();
    return duplicates == 0 ? 0 : (double) duplicates / (consumed + duplicates);
  }

  private TestCluster cluster(ClusterShape shape) throws Exception {
    if (cluster == null || !cluster.shape().equals(shape)) {
      end();
      cluster = TestCluster.start(shape);
    }
    return cluster;
  }

  private void writeSummary() throws IOException {
    StringBuilder text = new StringBuilder(RoundResult.TITLE).append('\n');
    results.forEach(result -> text.append(result.row()).append('\n'));
    text.append('\n').append(acknowledged()).append(" acknowledged messages verified in ");
    text.append(results.size()).append(" rounds, ");
    text.append(String.format(Locale.ROOT, "%.3f", 100 * duplicateShare()));
    text.append(" % of the deliveries were of finished messages.\n");
    for (RoundResult result : results) {
      for (String violation : result.report().violations()) {
        text.append("\n- seed ").append(result.seed()).append(": ").append(violation);
      }
    }
    Files.writeString(SUMMARY, text, UTF_8);
  }

  /** What comes next starts with new nodes and empty directories. */
  private void end() throws IOException {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }

  @Override
  public void close() throws IOException {
    end();
  }
}
