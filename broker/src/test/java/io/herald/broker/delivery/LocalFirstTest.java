package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalFirstTest {
  private final Map<Long, Integer> counting = new HashMap<>();
  private final LocalFirst rule = new LocalFirst(counting::put);

  @Test
  void remoteConsumersGetNothingWhileALocalOneWantsMessages() {
    rule.add(1, false);
    rule.ready(1, 10);
    assertThat(counting).containsEntry(1L, 10);
    rule.add(2, true);
    assertThat(counting).containsEntry(1L, 10);
    rule.ready(2, 5);
    assertThat(counting).containsEntry(1L, 0).containsEntry(2L, 5);
    rule.ready(1, 20);
    assertThat(counting).containsEntry(1L, 0);
    rule.remove(2);
    assertThat(counting).containsEntry(1L, 20);
  }

  @Test
  void aLocalConsumerThatBacksOffHoldsNothingBack() {
    rule.add(1, true);
    rule.add(2, false);
    rule.ready(1, 5);
    rule.ready(2, 7);
    rule.ready(1, 0);
    assertThat(counting).containsEntry(2L, 7);
    rule.ready(1, 1);
    assertThat(counting).containsEntry(2L, 0);
  }

  /** A consumer as a naive model remembers it. */
  private record Known(boolean isLocal, int ready) {}

  @Test
  void agreesWithANaiveModel() {
    long seed = Long.getLong("herald.model.seed", new Random().nextLong());
    Random random = new Random(seed);
    Map<Long, Known> model = new HashMap<>();
    for (int step = 0; step < 200_000; step++) {
      long consumer = random.nextInt(12);
      Known known = model.get(consumer);
      if (known == null) {
        boolean isLocal = random.nextInt(3) == 0;
        rule.add(consumer, isLocal);
        model.put(consumer, new Known(isLocal, 0));
        counting.put(consumer, 0); // as the ledger has it
      } else if (random.nextInt(4) == 0) {
        rule.remove(consumer);
        model.remove(consumer);
        counting.remove(consumer);
      } else {
        int count = random.nextInt(3);
        rule.ready(consumer, count);
        model.put(consumer, new Known(known.isLocal(), count));
      }
      boolean isLocalWanting =
          model.values().stream().anyMatch(one -> one.isLocal() && one.ready() > 0);
      List<Long> present = new ArrayList<>(model.keySet());
      for (long one : present) {
        Known expected = model.get(one);
        int count = !expected.isLocal() && isLocalWanting ? 0 : expected.ready();
        assertThat(counting.get(one)).as("seed %d step %d", seed, step).isEqualTo(count);
      }
      assertThat(counting).hasSameSizeAs(model);
    }
  }
}
