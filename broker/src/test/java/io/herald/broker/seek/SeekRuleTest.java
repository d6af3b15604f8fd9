package io.herald.broker.seek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.broker.BrokerException;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SeekRuleTest {
  private static final long SECOND = 1_000_000_000L;

  private static SortedMap<Integer, Position> positions(Position... all) {
    SortedMap<Integer, Position> positions = new TreeMap<>();
    for (Position position : all) {
      positions.put(positions.size(), position);
    }
    return positions;
  }

  /** History from 100 (second 10) and from 500 (second 20) on. */
  private static SortedMap<Integer, Position> at(long offset, long other) {
    return positions(
        new Position(100, 10 * SECOND, 200, offset, 0),
        new Position(500, 20 * SECOND, 600, other, 0));
  }

  private static void expectInvalid(
      SeekTarget target, SortedMap<Integer, Position> positions, String message) {
    assertThatThrownBy(() -> SeekRule.check(target, positions))
        .isInstanceOfSatisfying(
            BrokerException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(BrokerException.Reason.INVALID))
        .hasMessage(message);
  }

  @Test
  void everyPartitionGoesWhereItFoundTheTarget() {
    assertThat(SeekRule.check(SeekTarget.BEGINNING, at(100, 500)))
        .isEqualTo(List.of(new PartitionOffset(0, 100), new PartitionOffset(1, 500)));
  }

  @Test
  void anOffsetMustBeInTheHistoryOfEachPartitionOrAtItsEnd() {
    assertThat(SeekRule.check(SeekTarget.offset(100), at(100, 600))).hasSize(2);
    expectInvalid(
        SeekTarget.offset(99),
        at(99, 500),
        "offset 99 is before history, which starts at partition 0: offset 100"
            + " (1970-01-01T00:00:10Z), partition 1: offset 500 (1970-01-01T00:00:20Z)");
    expectInvalid(
        SeekTarget.offset(601),
        at(100, 601),
        "offset 601 is behind the end of partition 1, which is offset 600");
    expectInvalid(
        SeekTarget.count(101),
        at(201, 601),
        "offset 201 is behind the end of partition 0, which is offset 200");
  }

  @Test
  void aTimeIsBeforeHistoryOnlyIfItIsForAllPartitions() {
    SeekTarget later = SeekTarget.time(Instant.ofEpochSecond(15));
    assertThat(SeekRule.check(later, at(150, 500))).hasSize(2);
    expectInvalid(
        SeekTarget.time(Instant.ofEpochSecond(9)),
        at(100, 500),
        "timestamp 1970-01-01T00:00:09Z is before history, which starts at partition 0: offset 100"
            + " (1970-01-01T00:00:10Z), partition 1: offset 500 (1970-01-01T00:00:20Z)");
  }

  @Test
  void aTopicWithoutMessagesHasNoTimeBeforeItsHistory() {
    SortedMap<Integer, Position> empty = positions(new Position(100, 0, 100, 100, 0));
    assertThat(SeekRule.check(SeekTarget.time(Instant.EPOCH), empty))
        .isEqualTo(List.of(new PartitionOffset(0, 100)));
  }

  @Test
  void aMessageMustBeInItsPartitionAndTheOthersGoByItsTime() {
    assertThat(SeekRule.check(SeekTarget.message(0, 150, 5 * SECOND), at(150, 500))).hasSize(2);
    expectInvalid(
        SeekTarget.message(1, 700, 5 * SECOND),
        at(150, 700),
        "offset 700 is behind the end of partition 1, which is offset 600");
  }
}
