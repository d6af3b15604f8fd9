package io.herald.multijvm.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.herald.multijvm.HeraldOnly;
import io.herald.multijvm.faults.FaultCatalog.Entry;
import io.herald.multijvm.faults.harness.Namespaces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * All faults, one round each ({@code -Dfaults.profile=short}, the default), or random ones for a
 * time ({@code long}). {@code -Dfaults.only=REGEX} takes those whose name or nodes it is found in,
 * such as {@code zombie, three sharded}.
 */
@HeraldOnly("keeps messages in memory and loses them")
class FaultsTest {
  private static final Pattern ONLY = Pattern.compile(System.getProperty("faults.only", ""));
  private static final boolean IS_LONG =
      System.getProperty("faults.profile", "short").equals("long");
  private static final Duration LONG = Duration.ofMinutes(Integer.getInteger("faults.minutes", 60));

  /** What the rounds of the short profile verify together; those left out are not missed. */
  private static final long ACKNOWLEDGED_MIN = 150_000;

  /** I3: what faults may deliver again after FIN, of all that was delivered. */
  private static final double DUPLICATE_SHARE_MAX = 0.01;

  private static Rounds rounds;

  @BeforeAll
  static void begin() throws IOException {
    rounds = new Rounds(Long.getLong("faults.seed", System.nanoTime()));
  }

  @AfterAll
  static void end() throws IOException {
    rounds.close();
  }

  @TestFactory
  List<DynamicTest> nothingIsLostWhateverBreaks() {
    List<Entry> known = IS_LONG || isPicked() ? FaultCatalog.all() : FaultCatalog.SHORT;
    boolean canPart = Namespaces.arePossible();
    List<Entry> chosen = known.stream().filter(FaultsTest::isChosen).toList();
    List<DynamicTest> tests = new ArrayList<>();
    if (IS_LONG) {
      List<Entry> possible =
          chosen.stream().filter(e -> canPart || !e.fault().shape().isInNamespaces()).toList();
      tests.add(dynamicTest("random faults for " + LONG, () -> playAtRandom(possible)));
      return tests;
    }
    for (Entry entry : chosen) {
      String name = entry.fault().name() + ", " + entry.fault().shape();
      tests.add(
          dynamicTest(
              name,
              () -> {
                assumeTrue(
                    canPart || !entry.fault().shape().isInNamespaces(),
                    "skipped: only root may make network namespaces");
                assertKept(rounds.play(entry));
              }));
    }
    if (!isPicked()) {
      tests.add(
          dynamicTest(
              "enough was verified",
              () -> assertThat(rounds.acknowledged()).isGreaterThanOrEqualTo(ACKNOWLEDGED_MIN)));
      tests.add(dynamicTest("little came again after FIN", FaultsTest::assertFewDuplicates));
    }
    return tests;
  }

  private static boolean isPicked() {
    return !ONLY.pattern().isEmpty();
  }

  private static boolean isChosen(Entry entry) {
    return ONLY.matcher(entry.fault().name() + ", " + entry.fault().shape()).find();
  }

  /** Goes on after a failure: the summary tells of all of them. */
  private static void playAtRandom(List<Entry> chosen) throws Exception {
    Random random = new Random(rounds.seed());
    List<String> violations = new ArrayList<>();
    long end = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < end) {
      RoundResult result = rounds.play(chosen.get(random.nextInt(chosen.size())));
      result.report().violations().forEach(text -> violations.add(result.row() + "\n  " + text));
    }
    assertThat(violations).isEmpty();
    assertFewDuplicates();
  }

  private static void assertFewDuplicates() {
    assertThat(rounds.duplicateShare()).isLessThan(DUPLICATE_SHARE_MAX);
  }

  private static void assertKept(RoundResult result) {
    assertThat(result.report().violations())
        .as("%s, -Dfaults.seed=%d, %s", result.fault(), result.seed(), result.history())
        .isEmpty();
  }
}
