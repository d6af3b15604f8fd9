package io.herald.lookup.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeltaBudgetTest {
  @Test
  void aWindowTakesSoManyBytesAndTheNextAsManyAgain() {
    DeltaBudget budget = new DeltaBudget();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(budget.take(DeltaBudget.BYTES_MAX - 10, now)).isTrue();
    assertThat(budget.take(11, now)).isFalse();
    assertThat(budget.take(10, now)).isTrue();
    assertThat(budget.take(1, now.plus(DeltaBudget.WINDOW).minusNanos(1))).isFalse();
    assertThat(budget.take(DeltaBudget.BYTES_MAX, now.plus(DeltaBudget.WINDOW))).isTrue();
    assertThat(budget.take(1, now.plus(DeltaBudget.WINDOW))).isFalse();
  }
}
