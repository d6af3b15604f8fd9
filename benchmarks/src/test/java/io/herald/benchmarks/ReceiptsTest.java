package io.herald.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
  private static final Measurement MEASURED = new Measurement(4, 1, 1, 1, 1, 0, 0, 0, 0, null);

  private static Receipts receipts(boolean ordered, long count, long... arrived) {
    Receipts receipts = new Receipts(count, ordered);
    Arrays.stream(arrived).forEach(receipts::tick);
    return receipts;
  }

  @Test
  void everyMessageOnceInOrderIsAMeasurementWithoutReordering() {
    assertThat(receipts(true, 4, 0, 1, 2, 3).verified(MEASURED).reordered()).isZero();
  }

  @Test
  void aMessageThatIsMissingOrCameTwiceIsNoMeasurement() {
    assertThatThrownBy(() -> receipts(true, 4, 0, 1, 3).verified(MEASURED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lost 1, duplicated 0 of 4");
    assertThatThrownBy(() -> receipts(true, 4, 0, 1, 2, 2, 3, 0).verified(MEASURED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("lost 0, duplicated 2 of 4");
  }

  @Test
  void aLateFirstDeliveryIsReorderedButARedeliveryIsNot() {
    Receipts receipts = receipts(true, 6, 0, 3, 1, 2, 1, 4, 5);

    assertThat(receipts.reordered()).as("1 and 2 came behind 3").isEqualTo(2);
    assertThat(receipts.duplicates()).isEqualTo(1);
  }

  @Test
  void reorderedMessagesAreReportedAndAddUpOverChannels() {
    Measurement one = receipts(true, 4, 0, 2, 1, 3).verified(MEASURED);
    Measurement both = receipts(true, 4, 3, 2, 1, 0).verified(one);

    assertThat(both.reordered()).isEqualTo(4);
    assertThat(both.toString()).endsWith(", 4 reordered");
  }

  @Test
  void whereNoOrderIsDefinedNoneIsReported() {
    Measurement measurement = receipts(false, 4, 3, 2, 1, 0).verified(MEASURED);

    assertThat(measurement.reordered()).isNull();
    assertThat(measurement.toString()).doesNotContain("reordered");
  }

  @Test
  void countsAgreeWithASetOverRandomArrivals() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int count = 1000;
    Receipts receipts = new Receipts(count, false);
    BitSet naive = new BitSet();
    int duplicates = 0;
    for (int i = 0; i < 3000; i++) {
      int number = random.nextInt(count);
      duplicates += naive.get(number) ? 1 : 0;
      naive.set(number);
      receipts.tick(number);
    }

    assertThat(receipts.received()).as("seed %d", seed).isEqualTo(naive.cardinality());
    assertThat(receipts.missing()).isEqualTo(count - naive.cardinality());
    assertThat(receipts.duplicates()).isEqualTo(duplicates);
  }
}
