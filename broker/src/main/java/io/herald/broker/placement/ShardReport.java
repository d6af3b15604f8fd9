package io.herald.broker.placement;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Loads of shards as a node tells them to the others: {@code 17=1200 44=3}. */
public final class ShardReport {
  private ShardReport() {}

  /** The text, with loads in whole messages a second. */
  public static String write(Map<Integer, Double> loads) {
    return new TreeMap<>(loads)
        .entrySet().stream()
            .map(each -> each.getKey() + "=" + Math.round(each.getValue()))
            .collect(Collectors.joining(" "));
  }

  /** The loads by shard; none if another version has written something else. */
  public static Map<Integer, Double> read(String text) {
    Map<Integer, Double> loads = new TreeMap<>();
    try {
      for (String each : text.isEmpty() ? new String[0] : text.split(" ")) {
        int equals = each.indexOf('=');
        loads.put(
            Integer.valueOf(each.substring(0, equals)), Double.valueOf(each.substring(equals + 1)));
      }
    } catch (NumberFormatException | StringIndexOutOfBoundsException foreign) {
      return Map.of();
    }
    return loads;
  }
}
