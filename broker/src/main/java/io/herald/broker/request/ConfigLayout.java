package io.herald.broker.request;

import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.persistence.topic.SettingValues;
import io.herald.persistence.topic.TopicConfig;
import io.herald.protocol.name.ChannelName;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is set for a topic and its channels, between nodes. */
public final class ConfigLayout {
  private static final int BYTES_PER_ENTRY = 2; // at least: two lengths

  private ConfigLayout() {}

  /** Writes what {@link #read} reads. */
  public static void write(TopicConfig config, WireWriter out) {
    write(config.topic().byName(), out);
    out.unsigned(config.channels().size());
    config
        .channels()
        .forEach(
            (channel, values) -> {
              out.text(channel.value());
              write(values.byName(), out);
            });
  }

  /** Reads what {@link #write} has written. */
  public static TopicConfig read(WireReader in) {
    SettingValues topic = SettingValues.of(values(in));
    Map<ChannelName, SettingValues> channels = new TreeMap<>();
    for (int left = in.count(BYTES_PER_ENTRY); left > 0; left--) {
      channels.put(new ChannelName(in.text()), SettingValues.of(values(in)));
    }
    return new TopicConfig(topic, channels);
  }

  /** Writes what {@link #change} reads. */
  public static void write(ConfigChange change, WireWriter out) {
    out.text(change.channel().map(ChannelName::value).orElse(""));
    write(change.values(), out);
  }

  /** Reads a change. */
  public static ConfigChange change(WireReader in) {
    String channel = in.text();
    return new ConfigChange(
        channel.isEmpty() ? Optional.empty() : Optional.of(new ChannelName(channel)), values(in));
  }

  private static void write(Map<String, String> values, WireWriter out) {
    out.unsigned(values.size());
    values.forEach(
        (name, text) -> {
          out.text(name);
          out.text(text);
        });
  }

  private static Map<String, String> values(WireReader in) {
    Map<String, String> values = new TreeMap<>();
    for (int left = in.count(BYTES_PER_ENTRY); left > 0; left--) {
      values.put(in.text(), in.text());
    }
    return values;
  }
}
