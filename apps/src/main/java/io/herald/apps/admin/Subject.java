package io.herald.apps.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What a command is about: a topic, or a channel of it.
 *
 * @param topic its name
 * @param channel its name; empty = the topic itself
 */
record Subject(String topic, String channel) {
  private static final String RULE =
      " is 1 to 64 letters, digits, '.', '_' or '-', and may end in #ephemeral";

  /** A topic; a ParameterException if its name breaks the rules. */
  static Subject topic(CommandSpec spec, String topic) {
    if (!TopicName.isValid(topic)) {
      throw new ParameterException(spec.commandLine(), "TOPIC " + topic + ": a name" + RULE);
    }
    return new Subject(topic, "");
  }

  /** A channel; a ParameterException if one of the names breaks the rules. */
  static Subject channel(CommandSpec spec, String topic, String channel) {
    String ofTopic = topic(spec, topic).topic();
    if (!ChannelName.isValid(channel)) {
      throw new ParameterException(spec.commandLine(), "CHANNEL " + channel + ": a name" + RULE);
    }
    return new Subject(ofTopic, channel);
  }

  /** A request about it. */
  RequestTarget at(String path) {
    RequestTarget ofTopic = RequestTarget.of(path).with("topic", topic);
    return channel.isEmpty() ? ofTopic : ofTopic.with("channel", channel);
  }

  /** What it calls itself: the last of its names. */
  String name() {
    return channel.isEmpty() ? topic : channel;
  }

  /**
   * That something was done to it, for people or programs.
   *
   * @param deed such as {@code paused}
   */
  String done(String deed, boolean asJson) {
    if (!asJson) {
      return deed + " " + this;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("topic", topic);
    if (!channel.isEmpty()) {
      json.put("channel", channel);
    }
    return json.put("done", deed).toString();
  }

  @Override
  public String toString() {
    return channel.isEmpty() ? "topic " + topic : "channel " + channel + " of topic " + topic;
  }
}
