package io.herald.multijvm.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.history.History;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One who administers topics that nobody else touches, one request after the other, and knows what
 * must be there.
 *
 * <pre>
 *   topic ─► paused or not, channel ─► paused or not
 * </pre>
 */
final class AdminModel {
  private static final int NAMES = 4;
  private static final int OK = 200;

  private final String prefix;
  private final ClusterNode node;
  private final Random random;
  private final History history;
  private final Map<String, Topic> topics = new TreeMap<>();

  private static final class Topic {
    boolean isPaused;
    final Map<String, Boolean> channels = new TreeMap<>();

    @Override
    public String toString() {
      return (isPaused ? "paused " : "") + channels;
    }
  }

  /**
   * @param prefix of the topics that are its own
   */
  AdminModel(String prefix, ClusterNode node, Random random, History history) {
    this.prefix = prefix;
    this.node = node;
    this.random = random;
    this.history = history;
  }

  /** Does so many things by chance. Each must be answered as the model says. */
  Void act(int requests) throws Exception {
    for (int i = 0; i < requests; i++) {
      String topic = prefix + random.nextInt(NAMES);
      String channel = "channel" + random.nextInt(NAMES);
      switch (random.nextInt(10)) {
        case 0, 1 -> createTopic(topic);
        case 2 -> deleteTopic(topic);
        case 3, 4 -> createChannel(topic, channel);
        case 5 -> deleteChannel(topic, channel);
        case 6 -> pauseTopic(topic, random.nextBoolean());
        case 7 -> pauseChannel(topic, channel, random.nextBoolean());
        case 8 -> publish(topic);
        default -> empty(topic);
      }
    }
    return null;
  }

  private void createTopic(String topic) throws Exception {
    post("/topic/create?topic=" + topic, true);
    topics.computeIfAbsent(topic, any -> new Topic());
  }

  private void deleteTopic(String topic) throws Exception {
    post("/topic/delete?topic=" + topic, topics.containsKey(topic));
    topics.remove(topic);
  }

  private void createChannel(String topic, String channel) throws Exception {
    Topic known = topics.get(topic);
    post("/channel/create" + path(topic, channel), known != null);
    if (known != null) {
      known.channels.putIfAbsent(channel, false);
    }
  }

  private void deleteChannel(String topic, String channel) throws Exception {
    Topic known = topics.get(topic);
    post("/channel/delete" + path(topic, channel), has(known, channel));
    if (known != null) {
      known.channels.remove(channel);
    }
  }

  private void pauseTopic(String topic, boolean isPaused) throws Exception {
    Topic known = topics.get(topic);
    post("/topic/" + verb(isPaused) + "?topic=" + topic, known != null);
    if (known != null) {
      known.isPaused = isPaused;
    }
  }

  private void pauseChannel(String topic, String channel, boolean isPaused) throws Exception {
    Topic known = topics.get(topic);
    post("/channel/" + verb(isPaused) + path(topic, channel), has(known, channel));
    if (has(known, channel)) {
      known.channels.put(channel, isPaused);
    }
  }

  private void publish(String topic) throws Exception {
    request("/pub?topic=" + topic, "x", true);
    topics.computeIfAbsent(topic, any -> new Topic());
  }

  private void empty(String topic) throws Exception {
    post("/topic/empty?topic=" + topic, topics.containsKey(topic));
  }

  /** Leaves nothing behind. */
  void deleteAll() throws Exception {
    for (String topic : new TreeSet<>(topics.keySet())) {
      deleteTopic(topic);
    }
  }

  private static boolean has(Topic topic, String channel) {
    return topic != null && topic.channels.containsKey(channel);
  }

  private static String verb(boolean isPaused) {
    return isPaused ? "pause" : "unpause";
  }

  private static String path(String topic, String channel) {
    return "?topic=" + topic + "&channel=" + channel;
  }

  private void post(String path, boolean isExpected) throws Exception {
    request(path, "", isExpected);
  }

  private void request(String path, String body, boolean isExpected) throws Exception {
    int status = node.http().post(path, body).status();
    history.note(node + " " + path + " " + status);
    if ((status == OK) != isExpected) {
      throw new AssertionError(path + " answered " + status + ", known are " + topics);
    }
  }

  /** What the node has and should not, or has not and should; empty if all is well. */
  String differencesFromStats() throws IOException, InterruptedException {
    Map<String, Topic> seen = new TreeMap<>();
    for (JsonNode stats : node.http().get("/stats?format=json").json().path("topics")) {
      String name = stats.path("topic_name").asText();
      if (name.startsWith(prefix)) {
        Topic topic = new Topic();
        topic.isPaused = stats.path("paused").asBoolean();
        for (JsonNode channel : stats.path("channels")) {
          topic.channels.put(
              channel.path("channel_name").asText(), channel.path("paused").asBoolean());
        }
        seen.put(name, topic);
      }
    }
    return differences(seen.toString(), topics.toString());
  }

  /**
   * The same of lookup: who has a topic, and which channels it has. As nsqlookupd it goes on
   * listing the names of what is gone, so only that nobody has the topic any more can be asked for.
   */
  String differencesFromLookup() throws IOException, InterruptedException {
    for (int i = 0; i < NAMES; i++) {
      String name = prefix + i;
      JsonNode answer = node.lookup().get("/lookup?topic=" + name).json();
      Topic known = topics.get(name);
      if (answer.path("producers").isEmpty() != (known == null)) {
        return name + " should be " + known + ", lookup answers " + answer;
      }
      TreeSet<String> channels = new TreeSet<>();
      answer.path("channels").forEach(channel -> channels.add(channel.asText()));
      if (known != null && !channels.containsAll(known.channels.keySet())) {
        return name + " should be " + known + ", lookup answers " + answer;
      }
    }
    return "";
  }

  private static String differences(String seen, String known) {
    return seen.equals(known) ? "" : "there are " + seen + ", there should be " + known;
  }
}
