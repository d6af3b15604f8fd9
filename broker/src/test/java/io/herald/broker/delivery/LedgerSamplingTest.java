package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Consumers that want a part of the messages only. */
class LedgerSamplingTest extends LedgerByHand {
  @Test
  void aSamplingConsumerLeavesTheRestToTheOthers() {
    ledger.addConsumer(1, TIMEOUT, 10);
    ledger.ready(1, 100_000);
    consumer(2, 100_000);
    assertThat(offer(10_000)).isEqualTo(10_000);
    assertThat(ledger.inFlightCount(1)).isBetween(200, 1100);
    assertThat(ledger.inFlightCount()).isEqualTo(10_000);
    assertThat(ledger.sampledAwayCount()).isZero();
  }

  @Test
  void whatNoSamplingConsumerTakesWaitsForOneThatTakesAll() {
    ledger.addConsumer(1, TIMEOUT, 1);
    ledger.ready(1, 1000);
    consumer(2, 0);
    int taken = offer(10_000);
    assertThat(taken).isLessThan(2000);
    assertThat(ledger.sampledAwayCount()).isZero();
    ledger.ready(2, 1);
    assertThat(offer(1)).isEqualTo(1);
    assertThat(ledger.inFlightCount(2)).isEqualTo(1);
  }

  @Test
  void whereAllConsumersSampleTheRestIsFinished() {
    ledger.addConsumer(1, TIMEOUT, 25);
    ledger.ready(1, 100_000);
    assertThat(offer(20_000)).isEqualTo(20_000);
    assertThat(ledger.inFlightCount()).isBetween(4_700, 5_300);
    assertThat(ledger.sampledAwayCount() + ledger.inFlightCount()).isEqualTo(20_000);
  }
}
