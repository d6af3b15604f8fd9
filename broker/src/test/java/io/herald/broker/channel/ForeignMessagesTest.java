package io.herald.broker.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ForeignMessagesTest {
  @Test
  void whatHasBeenReadIsNoLongerAhead() {
    ForeignMessages foreign = new ForeignMessages();
    foreign.add(10, 20);
    foreign.add(20, 25);
    foreign.add(30, 31);
    assertThat(foreign.behind(5)).isEqualTo(16);
    assertThat(foreign.behind(22)).isEqualTo(4);
    assertThat(foreign.behind(30)).isEqualTo(1);
    assertThat(foreign.behind(31)).isZero();
  }

  @Test
  void itCountsLikeAListOfAllOffsets() {
    SplittableRandom random = new SplittableRandom(7);
    ForeignMessages foreign = new ForeignMessages();
    java.util.TreeSet<Long> all = new java.util.TreeSet<>();
    long tail = 0;
    long read = 0;
    for (int n = 0; n < 100_000; n++) {
      long end = tail + 1 + random.nextInt(5);
      if (random.nextInt(3) == 0) {
        foreign.add(tail, end);
        for (long offset = tail; offset < end; offset++) {
          all.add(offset);
        }
      }
      tail = end;
      read = Math.max(read, Math.max(tail - 40, tail - random.nextInt(60)));
      all.headSet(read).clear();
      assertThat(foreign.behind(read)).isEqualTo(all.size());
    }
  }

  @Test
  void thereIsALimitToWhatIsKnown() {
    ForeignMessages foreign = new ForeignMessages();
    for (long n = 0; n < 10_000; n++) {
      foreign.add(2 * n, 2 * n + 1);
    }
    assertThat(foreign.behind(0)).isEqualTo(4096);
    assertThat(foreign.behind(20_000)).isZero();
  }
}
