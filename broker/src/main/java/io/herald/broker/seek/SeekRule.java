package io.herald.broker.seek;

import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.seek.SeekTarget.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Whether a target is in history. A partition whose history begins later than a time goes on at its
 * beginning, unless that holds for all of them: then the time is before history.
 */
final class SeekRule {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private SeekRule() {}

  /**
   * Where each partition is to go on.
   *
   * @throws BrokerException INVALID if the target is not in history; the message says where that is
   */
  static List<PartitionOffset> check(SeekTarget target, SortedMap<Integer, Position> positions) {
    if (target.kind() == Kind.TIME && isBeforeHistory(target.nanos(), positions)) {
      throw invalid(
          "timestamp %s is before history, which starts at %s"
              .formatted(time(target.nanos()), starts(positions)));
    }
    List<PartitionOffset> offsets = new ArrayList<>();
    positions.forEach(
        (partition, position) -> {
          if (target.isOffsetIn(partition)) {
            check(partition, position, positions);
          }
          offsets.add(new PartitionOffset(partition, position.offset()));
        });
    return offsets;
  }

  private static boolean isBeforeHistory(long nanos, SortedMap<Integer, Position> positions) {
    return positions.values().stream()
        .filter(position -> position.firstNanos() > 0)
        .mapToLong(Position::firstNanos)
        .min()
        .stream()
        .anyMatch(start -> nanos < start);
  }

  private static void check(
      int partition, Position position, SortedMap<Integer, Position> positions) {
    if (position.offset() < position.first()) {
      throw invalid(
          "offset %d is before history, which starts at %s"
              .formatted(position.offset(), starts(positions)));
    } else if (position.offset() > position.end()) {
      throw invalid(
          "offset %d is behind the end of partition %d, which is offset %d"
              .formatted(position.offset(), partition, position.end()));
    }
  }

  private static String starts(SortedMap<Integer, Position> positions) {
    return positions.entrySet().stream()
        .map(
            entry -> {
              Position position = entry.getValue();
              String since = position.firstNanos() == 0 ? "empty" : time(position.firstNanos());
              return "partition %d: offset %d (%s)"
                  .formatted(entry.getKey(), position.first(), since);
            })
        .collect(Collectors.joining(", "));
  }

  static String time(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND))
        .toString();
  }

  private static BrokerException invalid(String message) {
    return new BrokerException(Reason.INVALID, message);
  }
}
