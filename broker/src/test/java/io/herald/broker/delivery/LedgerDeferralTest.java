package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.protocol.message.Deferrals;
import org.junit.jupiter.api.Test;

/** Messages that wait for their time, by REQ or DPUB. */
class LedgerDeferralTest extends LedgerByHand {
  @Test
  void aRequeueWithDelayWaitsForItsTime() {
    consumer(1, 1);
    offer(1);
    assertThat(ledger.requeue(1, 0, 5_000, NOW)).isTrue();
    assertThat(ledger.deferredCount()).isEqualTo(1);
    assertThat(ledger.nextWakeMillis()).isEqualTo(NOW + 5_000);
    assertThat(ledger.redeliverable(NOW + 4_999)).isZero();
    assertThat(ledger.redeliverable(NOW + 5_000)).isEqualTo(1);
    redeliverAll(NOW + 5_000);
    assertThat(delivered).containsExactly("1:0+1", "1:0 x2");
  }

  @Test
  void aRequeueDelayIsClamped() {
    consumer(1, 1);
    offer(1);
    ledger.requeue(1, 0, Long.MAX_VALUE, NOW);
    assertThat(ledger.nextWakeMillis()).isEqualTo(NOW + LIMITS.maxReqTimeoutMillis());
  }

  @Test
  void tooManyDeferredMessagesAreRefusedAndStayInFlight() {
    consumer(1, 10);
    offer(4);
    for (int offset = 0; offset < 3; offset++) {
      assertThat(ledger.requeue(1, offset, 1000, NOW)).isTrue();
    }
    assertThat(ledger.requeue(1, 3, 1000, NOW)).isFalse();
    assertThat(ledger.finish(1, 3)).isTrue();
  }

  @Test
  void aMessagePublishedForLaterIsSetAsideAndFirstDeliveredWhenDue() {
    consumer(1, 10);
    assertThat(offer(5, 2, NOW + 100)).isEqualTo(5);
    assertThat(delivered).containsExactly("1:0+2", "1:3+2");
    offer(1, 5, NOW + 100);
    assertThat(delivered).hasSize(2);
    assertThat(ledger.expire(NOW + 99)).isZero();
    assertThat(ledger.expire(NOW + 100)).isEqualTo(2);
    redeliverAll(NOW + 100);
    assertThat(delivered).contains("1:2 x1", "1:5 x1");
  }

  @Test
  void aMessagePublishedForLaterNeedsNoRoom() {
    assertThat(offer(1, 0, NOW + 100)).isEqualTo(1);
    assertThat(ledger.deferredCount()).isEqualTo(1);
  }

  @Test
  void aPublishDeferralThatIsOverIsAMessageLikeOthers() {
    consumer(1, 10);
    assertThat(offer(5, 2, NOW)).isEqualTo(5);
    assertThat(delivered).containsExactly("1:0+5");
  }

  @Test
  void readingStopsBeforeADeferralThatFindsNoPlace() {
    consumer(1, 10);
    long[] later = {NOW + 1, NOW + 1, NOW + 1, NOW + 1};
    Deferrals deferrals = new Deferrals(new long[] {0, 1, 2, 3}, later);
    assertThat(ledger.offer(0, 6, deferrals, NOW, NOW, sink)).isEqualTo(3);
    assertThat(ledger.readOffset()).isEqualTo(3);
  }
}
