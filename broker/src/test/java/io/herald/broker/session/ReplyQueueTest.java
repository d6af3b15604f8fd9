package io.herald.broker.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.session.ReplyQueue.Ticket;
import io.herald.protocol.error.ErrorCode;
import io.herald.protocol.frame.FrameEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplyQueueTest {
  private final ReplyQueue queue = new ReplyQueue();
  private final List<String> sent = new ArrayList<>();

  private final ReplyQueue.Output output =
      new ReplyQueue.Output() {
        @Override
        public void send(byte[] array, int from, int to) {
          for (int at = from; at < to; ) {
            int size = 4 + array[at + 3];
            sent.add(new String(array, at + 8, size - 8, US_ASCII));
            at += size;
          }
        }

        @Override
        public void fail(ErrorCode code, String reason) {
          sent.add(code + " " + reason);
        }
      };

  private List<String> drained() {
    sent.clear();
    queue.drainTo(output);
    return sent;
  }

  @Test
  void repliesGoOutInTheOrderOfTheCommandsWhateverTopicAnswersFirst() {
    Ticket first = new Ticket();
    Ticket second = new Ticket();
    queue.ok();
    queue.publish(first, ErrorCode.E_PUB_FAILED);
    queue.publish(second, ErrorCode.E_PUB_FAILED);
    queue.ready(FrameEncoder.response("CLOSE_WAIT"));
    second.stored();
    assertThat(drained()).containsExactly("OK");
    first.stored();
    assertThat(drained()).containsExactly("OK", "OK", "CLOSE_WAIT");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aFailureIsToldInItsPlaceAndEndsTheQueue() {
    Ticket good = new Ticket();
    Ticket bad = new Ticket();
    queue.publish(good, ErrorCode.E_PUB_FAILED);
    queue.publish(good, ErrorCode.E_MPUB_FAILED);
    queue.publish(bad, ErrorCode.E_DPUB_FAILED);
    queue.publish(bad, ErrorCode.E_PUB_FAILED);
    queue.ok();
    bad.failed("disk full");
    assertThat(drained()).isEmpty();
    good.stored();
    assertThat(drained()).containsExactly("OK", "OK", "E_DPUB_FAILED disk full");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(drained()).isEmpty();
  }

  @Test
  void thousandsOfPublishesOfOneAppendAreAnsweredOneByOne() {
    Ticket ticket = new Ticket();
    for (int n = 0; n < 2500; n++) {
      queue.publish(ticket, ErrorCode.E_PUB_FAILED);
    }
    ticket.stored();
    assertThat(drained()).hasSize(2500).containsOnly("OK");
  }

  @Test
  void anyMixOfTicketsSettledInAnyOrderAnswersEveryCommandOnce() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      ReplyQueue mixed = new ReplyQueue();
      List<Ticket> open = new ArrayList<>(List.of(new Ticket(), new Ticket(), new Ticket()));
      List<String> expected = new ArrayList<>();
      for (int n = 0; n < 20; n++) {
        if (random.nextInt(4) == 0) {
          mixed.ready(FrameEncoder.response("r" + n));
          expected.add("r" + n);
        } else {
          mixed.publish(open.get(random.nextInt(3)), ErrorCode.E_PUB_FAILED);
          expected.add("OK");
        }
      }
      sent.clear();
      while (!open.isEmpty()) {
        open.remove(random.nextInt(open.size())).stored();
        mixed.drainTo(output);
        assertThat(expected.subList(0, sent.size())).as("seed %d", seed).isEqualTo(sent);
      }
      assertThat(sent).as("seed %d", seed).isEqualTo(expected);
    }
  }

  @Test
  void aSettlementKeepsItsCommandsInOrder() {
    Settlement settlement = new Settlement();
    for (int n = 0; n < 100; n++) {
      settlement.add((byte) (n % 4), 1000 + n, n % 7 == 6 ? n : 0);
    }
    assertThat(settlement.size()).isEqualTo(100);
    for (int n = 0; n < 100; n++) {
      assertThat(settlement.kind(n)).isEqualTo((byte) (n % 4));
      assertThat(settlement.offset(n)).isEqualTo(1000 + n);
      assertThat(settlement.argument(n)).isEqualTo(n % 7 == 6 ? n : 0);
    }
  }

  @Test
  void aBudgetIsExceededBeyondItsLimitAndRecovers() {
    PublishBudget budget = new PublishBudget(100);
    budget.add(100);
    assertThat(budget.isExceeded()).isFalse();
    budget.add(1);
    assertThat(budget.isExceeded()).isTrue();
    budget.add(-1);
    assertThat(budget.isExceeded()).isFalse();
  }
}
