package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.config.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@code GET /topic/describe} answers, as lines: the topic, its partitions, its channels. */
final class DescriptionTables {
  private static final List<String> PARTITION =
      List.of("PARTITION", "FIRST OFFSET", "NEXT OFFSET", "BYTES", "SEGMENTS", "HELD", "OLDEST");
  private static final List<String> CHANNEL =
      List.of(
          "CHANNEL",
          "PARTITION",
          "DEPTH",
          "IN FLIGHT",
          "DEFERRED",
          "DROPPED",
          "LAG",
          "LAG BYTES",
          "OLDEST UNFINISHED",
          "PAUSED");

  private DescriptionTables() {}

  static List<String> lines(JsonNode topic) {
    List<String> lines = new ArrayList<>();
    JsonNode settings = topic.path("settings");
    lines.add(
        "topic %s: %s messages, %s bytes in %d partitions%s"
            .formatted(
                topic.path("topic").asText(),
                topic.path("messages").asText(),
                topic.path("bytes").asText(),
                topic.path("partitions").size(),
                topic.path("paused").asBoolean() ? ", paused" : ""));
    lines.add(
        "finished messages are kept for %s%s; %s%s"
            .formatted(
                duration(settings.path("retention_age_ms")),
                bound(settings.path("retention_bytes"), " and up to %s bytes a partition"),
                limit(settings),
                expiry(settings.path("ttl_ms"))));
    lines.add("");
    lines.addAll(partitions(topic));
    if (!topic.path("channels").isEmpty()) {
      lines.add("");
      lines.addAll(channels(topic));
    }
    return lines;
  }

  private static String limit(JsonNode settings) {
    String deed =
        settings.path("when_full").asText().equals("reject")
            ? "publishes are refused"
            : "the oldest messages are dropped";
    return settings.path("limit_bytes").asLong() == 0
        ? "a partition may grow without limit"
        : "at " + settings.path("limit_bytes").asText() + " bytes a partition " + deed;
  }

  private static String expiry(JsonNode ttl) {
    return ttl.asLong() == 0 ? "" : "; no message is delivered after " + duration(ttl);
  }

  private static String bound(JsonNode bytes, String words) {
    return bytes.asLong() == 0 ? "" : words.formatted(bytes.asText());
  }

  private static List<String> partitions(JsonNode topic) {
    List<List<String>> rows = new ArrayList<>(List.of(PARTITION));
    for (JsonNode partition : topic.path("partitions")) {
      rows.add(
          List.of(
              partition.path("partition").asText(),
              partition.path("first_offset").asText(),
              partition.path("next_offset").asText(),
              partition.path("bytes").asText(),
              partition.path("segments").asText(),
              partition.path("held").asText(),
              partition.path("oldest_message_at").isNull()
                  ? "-"
                  : partition.path("oldest_message_at").asText()));
    }
    return TextTable.lines(rows);
  }

  /** The sum of each, and its parts where there are several. */
  private static List<String> channels(JsonNode topic) {
    List<List<String>> rows = new ArrayList<>(List.of(CHANNEL));
    for (JsonNode channel : topic.path("channels")) {
      rows.add(row(channel, "all"));
      for (JsonNode partition : topic.path("partitions")) {
        for (JsonNode part : partition.path("channels")) {
          if (topic.path("partitions").size() > 1
              && part.path("channel").equals(channel.path("channel"))) {
            rows.add(row(part, partition.path("partition").asText()));
          }
        }
      }
    }
    return TextTable.lines(rows);
  }

  private static List<String> row(JsonNode channel, String partition) {
    return List.of(
        channel.path("channel").asText(),
        partition,
        channel.path("depth").asText(),
        channel.path("in_flight").asText(),
        channel.path("deferred").asText(),
        channel.path("dropped").asText(),
        channel.path("lag_messages").asText(),
        channel.path("lag_bytes").asText(),
        duration(channel.path("oldest_unfinished_age_ms")),
        channel.path("paused").asBoolean() ? "yes" : "no");
  }

  private static String duration(JsonNode millis) {
    return millis.isNull() ? "-" : GoDuration.format(Duration.ofMillis(millis.asLong()));
  }
}
