package io.herald.broker.remote;

import io.herald.broker.BrokerException;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ClientStats;
import io.herald.protocol.message.Deferrals;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/** A message with everything in it as text, so that two can be compared. */
final class Shown {
  private Shown() {}

  static String of(Object value) throws ReflectiveOperationException {
    if (value instanceof byte[] bytes) {
      return Arrays.toString(bytes);
    } else if (value instanceof FrameSlice slice) {
      byte[] bytes = Arrays.copyOfRange(slice.array(), slice.from(), slice.to());
      return slice.count() + Arrays.toString(bytes);
    } else if (value instanceof Settlement settlement) {
      return of(
          IntStream.range(0, settlement.size())
              .mapToObj(
                  n ->
                      settlement.kind(n)
                          + " "
                          + settlement.offset(n)
                          + " "
                          + settlement.argument(n))
              .toList());
    } else if (value instanceof Deferrals deferrals) {
      return of(
          IntStream.range(0, deferrals.size())
              .mapToObj(n -> deferrals.offset(n) + " " + deferrals.dueMillis(n))
              .toList());
    } else if (value instanceof ClientStats stats) {
      return String.join(
          " ",
          stats.remoteAddress(),
          stats.connectedAt().toString(),
          stats.identity().toString(),
          stats.auth().toString(),
          stats.transport().toString(),
          stats.phase().toString());
    } else if (value instanceof BrokerException refusal) {
      return refusal.reason() + " " + refusal.getMessage();
    } else if (value instanceof Collection<?> all) {
      StringBuilder shown = new StringBuilder("[");
      for (Object each : all) {
        shown.append(of(each)).append(", ");
      }
      return shown.append(']').toString();
    } else if (value instanceof Record) {
      return ofRecord(value);
    }
    return value.toString();
  }

  private static String ofRecord(Object value) throws ReflectiveOperationException {
    StringBuilder shown = new StringBuilder(value.getClass().getSimpleName()).append('(');
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      shown.append(component.getName()).append('=');
      shown.append(of(component.getAccessor().invoke(value))).append("; ");
    }
    return shown.append(')').toString();
  }
}
