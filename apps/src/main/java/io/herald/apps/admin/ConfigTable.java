package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is set for a topic or a channel, as a table, and how changes of it are written. */
final class ConfigTable {
  /** What the command's parameters are. */
  static final String CHANGES =
      "Settings to change; NAME= sets one back. Without any, what is set is shown.";

  private ConfigTable() {}

  /** What is set, after the changes have been made if there are any; null counts as none. */
  static JsonNode ask(NodeClient node, RequestTarget target, List<String> changes, CommandSpec spec)
      throws NodeException, InterruptedException {
    return changes == null || changes.isEmpty()
        ? node.get(target)
        : node.change(changing(target, changes, spec));
  }

  private static RequestTarget changing(
      RequestTarget target, List<String> changes, CommandSpec spec) {
    RequestTarget changing = target;
    for (String change : changes) {
      int equals = change.indexOf('=');
      if (equals < 1) {
        throw new ParameterException(
            spec.commandLine(), change + ": must be NAME=VALUE, or NAME= to set it back");
      }
      changing = changing.with(change.substring(0, equals), change.substring(equals + 1));
    }
    return changing;
  }

  /** One line a setting; a dash is what nobody has set. */
  static List<String> lines(JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("SETTING", "VALUE", "MEANING"));
    for (JsonNode setting : answer.path("settings")) {
      JsonNode value = setting.path("value");
      rows.add(
          List.of(
              setting.path("name").asText(),
              value.isNull() ? "-" : value.asText(),
              setting.path("description").asText()));
    }
    return TextTable.lines(rows);
  }
}
