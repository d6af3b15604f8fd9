package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Channels and clients of {@code /stats} as tables. */
final class StatsTables {
  private static final List<String> CHANNEL =
      List.of(
          "CHANNEL",
          "DEPTH",
          "IN FLIGHT",
          "DEFERRED",
          "REQUEUED",
          "TIMED OUT",
          "CLIENTS",
          "PAUSED");
  private static final List<String> CLIENT =
      List.of("CLIENT", "HOST", "ADDRESS", "READY", "IN FLIGHT", "FINISHED", "REQUEUED", "SINCE");

  private StatsTables() {}

  /** A channel, and below it its clients if it has any. */
  static List<String> channel(JsonNode channel) {
    List<String> lines = new ArrayList<>(TextTable.lines(List.of(CHANNEL, channelRow(channel))));
    if (!channel.path("clients").isEmpty()) {
      lines.add("");
      List<List<String>> rows = new ArrayList<>(List.of(CLIENT));
      channel.path("clients").forEach(client -> rows.add(clientRow(client)));
      lines.addAll(TextTable.lines(rows));
    }
    return lines;
  }

  private static List<String> channelRow(JsonNode channel) {
    return List.of(
        text(channel, "channel_name"),
        text(channel, "depth"),
        text(channel, "in_flight_count"),
        text(channel, "deferred_count"),
        text(channel, "requeue_count"),
        text(channel, "timeout_count"),
        text(channel, "client_count"),
        yesOrNo(channel, "paused"));
  }

  private static List<String> clientRow(JsonNode client) {
    return List.of(
        text(client, "client_id"),
        text(client, "hostname"),
        text(client, "remote_address"),
        text(client, "ready_count"),
        text(client, "in_flight_count"),
        text(client, "finish_count"),
        text(client, "requeue_count"),
        Instant.ofEpochSecond(client.path("connect_ts").asLong()).toString());
  }

  /** A dash for what the node does not say. */
  private static String text(JsonNode object, String field) {
    String text = object.path(field).asText();
    return text.isEmpty() ? "-" : text;
  }

  private static String yesOrNo(JsonNode object, String field) {
    return object.path(field).asBoolean() ? "yes" : "no";
  }
}
