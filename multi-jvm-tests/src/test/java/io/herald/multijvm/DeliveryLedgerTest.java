package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The checker of the crash test finds what is planted. */
class DeliveryLedgerTest {
  private static final long FLUSH = DeliveryLedger.FLUSH.toMillis();

  private final PublishLedger published = new PublishLedger();
  private final DeliveryLedger ledger = new DeliveryLedger(published);

  @Test
  void aMessageDeliveredOnceIsInOrder() {
    publish(1);
    ledger.delivered(1, 1, 0, 100);
    ledger.finished(1, 101);

    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.unexpected()).isEmpty();
    assertThat(ledger.duplicates()).isZero();
    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void aLostMessageIsFound() {
    publish(1);
    publish(2);
    ledger.delivered(1, 1, 0, 100);

    assertThat(ledger.lost()).containsExactly(2L);
  }

  @Test
  void aMessageWithoutAcknowledgementMayBeLostOrDelivered() {
    published.attempted(1);
    published.attempted(2);
    ledger.delivered(2, 1, 0, 100);

    assertThat(ledger.lost()).isEmpty();
    assertThat(ledger.unexpected()).isEmpty();
  }

  @Test
  void aMessageThatNobodyPublishedIsFound() {
    ledger.delivered(7, 1, 0, 100);

    assertThat(ledger.unexpected()).containsExactly(7L);
  }

  @Test
  void duplicatesAreCounted() {
    publish(1);
    ledger.delivered(1, 1, 0, 100);
    ledger.requeued(1, 0, 101);
    ledger.delivered(1, 2, 0, 102);

    assertThat(ledger.duplicates()).isEqualTo(1);
    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void aMessageThatComesAgainAfterItsFinIsFound() {
    publish(1);
    ledger.delivered(1, 1, 0, 100);
    ledger.finished(1, 101);
    ledger.delivered(1, 2, 0, 102);

    assertThat(ledger.violations()).hasSize(1);
  }

  @Test
  void anAttemptThatDoesNotRiseByOneIsFound() {
    publish(1);
    ledger.delivered(1, 1, 0, 100);
    ledger.delivered(1, 3, 0, 102);
    ledger.delivered(1, 3, 0, 103);

    assertThat(ledger.violations()).hasSize(2);
  }

  @Test
  void earlyDeliveriesAreFound() {
    publish(1);
    publish(2);
    ledger.delivered(1, 1, 200, 150);
    ledger.delivered(2, 1, 0, 100);
    ledger.requeued(2, 500, 100);
    ledger.delivered(2, 2, 0, 400);

    assertThat(ledger.violations()).hasSize(2);
  }

  @Test
  void aKillMayUndoWhatWasJustFinished() {
    publish(1);
    ledger.delivered(1, 2, 0, 100);
    ledger.finished(1, 101);
    ledger.killed(102);
    ledger.delivered(1, 1, 0, 5000);

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void aKillMustNotUndoWhatIsOlderThanAFlush() {
    publish(1);
    ledger.delivered(1, 2, 0, 100);
    ledger.finished(1, 101);
    ledger.killed(102 + FLUSH);
    ledger.delivered(1, 1, 0, 5000);

    assertThat(ledger.violations()).hasSize(2);
  }

  private void publish(long id) {
    published.attempted(id);
    published.acknowledged(id);
  }
}
