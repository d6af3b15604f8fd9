package io.herald.apps.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** What {@code /stats} of a node says of its topics and channels. */
final class NodeStats {
  private final NodeClient client;

  NodeStats(NodeClient client) {
    this.client = client;
  }

  /** The names of all topics that the node has. */
  List<String> topics() throws NodeException, InterruptedException {
    return names(ask(RequestTarget.of("/stats"), false).path("topics"), "topic_name");
  }

  /** The names of a topic's channels. */
  List<String> channels(Subject topic) throws NodeException, InterruptedException {
    return names(topic(topic).path("channels"), "channel_name");
  }

  /** Everything about a topic. */
  JsonNode topic(Subject topic) throws NodeException, InterruptedException {
    return found(ask(topic.at("/stats"), false).at("/topics/0"), topic);
  }

  /** Everything about a channel, with its clients. */
  JsonNode channel(Subject channel) throws NodeException, InterruptedException {
    return found(ask(channel.at("/stats"), true).at("/topics/0/channels/0"), channel);
  }

  private JsonNode ask(RequestTarget target, boolean withClients)
      throws NodeException, InterruptedException {
    return client.get(
        target
            .with("format", "json")
            .with("include_mem", "false")
            .with("include_clients", Boolean.toString(withClients)));
  }

  private JsonNode found(JsonNode described, Subject subject) throws NodeException {
    if (described.isMissingNode()) {
      throw new NodeException(client.node() + " has no " + subject);
    }
    return described;
  }

  private static List<String> names(JsonNode described, String field) {
    return StreamSupport.stream(described.spliterator(), false)
        .map(each -> each.path(field).asText())
        .toList();
  }
}
