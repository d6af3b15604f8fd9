package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What moving a channel has done, and where a new one begins, as tables. */
final class SeekTables {
  private static final List<String> SOUGHT =
      List.of("PARTITION", "WAS", "OFFSET", "END", "REPLAYED", "SKIPPED", "DROPPED");
  private static final List<String> CREATED =
      List.of("PARTITION", "OFFSET", "TIME", "FIRST", "FIRST TIME", "END");

  private SeekTables() {}

  static List<String> sought(JsonNode answer) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s%d replayed, %d skipped, %d in flight dropped"
            .formatted(
                answer.path("dry_run").asBoolean() ? "dry run: " : "",
                answer.path("replayed").asLong(),
                answer.path("skipped").asLong(),
                answer.path("dropped").asLong()));
    lines.addAll(partitions(answer, SOUGHT));
    return lines;
  }

  static List<String> created(JsonNode answer) {
    return partitions(answer, CREATED);
  }

  /** The titles are the names of the fields. */
  private static List<String> partitions(JsonNode answer, List<String> titles) {
    List<List<String>> rows = new ArrayList<>(List.of(titles));
    for (JsonNode partition : answer.path("partitions")) {
      rows.add(
          titles.stream()
              .map(title -> partition.path(title.toLowerCase(Locale.ROOT).replace(' ', '_')))
              .map(value -> value.isNull() ? "-" : value.asText())
              .toList());
    }
    return TextTable.lines(rows);
  }
}
