package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** What {@code GET /verify} answers, as lines: a row for each channel, then the differences. */
final class BooksTable {
  private static final List<String> HEADER =
      List.of(
          "TOPIC",
          "PARTITION",
          "CHANNEL",
          "PUBLISHED",
          "FINISHED",
          "DROPPED",
          "READY",
          "IN-FLIGHT",
          "DEFERRED",
          "BURYING",
          "DEAD",
          "EXPIRED",
          "SKIPPED",
          "HELD",
          "CURSOR",
          "DIFFERENCES");

  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  private BooksTable() {
    rows.add(HEADER);
  }

  static List<String> lines(JsonNode books) {
    BooksTable table = new BooksTable();
    for (JsonNode topic : books.path("topics")) {
      for (JsonNode partition : topic.path("partitions")) {
        for (JsonNode channel : partition.path("channels")) {
          table.add(topic.path("topic").asText(), partition.path("partition").asText(), channel);
        }
      }
    }
    return table.lines();
  }

  private void add(String topic, String partition, JsonNode channel) {
    rows.add(
        List.of(
            topic,
            partition,
            channel.path("channel").asText(),
            channel.path("published").asText(),
            channel.path("finished").asText(),
            channel.path("dropped").asText(),
            channel.path("ready").asText(),
            channel.path("in_flight").asText(),
            channel.path("deferred").asText(),
            channel.path("burying").asText(),
            channel.path("dead_lettered").asText(),
            channel.path("expired").asText(),
            channel.path("skipped").asText(),
            channel.path("held").asText(),
            channel.path("cursor").asText(),
            Integer.toString(channel.path("differences").size())));
    for (JsonNode difference : channel.path("differences")) {
      differences.add(
          "difference in %s/%s %s: %s"
              .formatted(topic, partition, channel.path("channel").asText(), text(difference)));
    }
  }

  private static String text(JsonNode difference) {
    String what = difference.path("what").asText();
    JsonNode ranges = difference.path("offsets");
    if (ranges.isEmpty()) {
      return what;
    }
    List<String> offsets =
        StreamSupport.stream(ranges.spliterator(), false).map(JsonNode::asText).toList();
    return "%s: %s messages at %s"
        .formatted(what, difference.path("messages").asText(), String.join(", ", offsets));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(TextTable.lines(rows));
    lines.addAll(differences);
    int channels = rows.size() - 1;
    lines.add(
        differences.isEmpty()
            ? "the books of " + channels + " channels balance"
            : differences.size() + " differences in the books of " + channels + " channels");
    return lines;
  }
}
