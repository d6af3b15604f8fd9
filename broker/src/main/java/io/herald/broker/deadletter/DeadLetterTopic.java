package io.herald.broker.deadletter;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Where a channel's dead letters go. */
public final class DeadLetterTopic {
  /** The channel in it in which they wait to be sent back. */
  public static final ChannelName REDRIVE = new ChannelName("redrive");

  private static final String SUFFIX = ".dead";
  private static final String EPHEMERAL = "#ephemeral";
  private static final int NAME_MAX = 64;
  private static final int HASH_BYTES = 4;

  private DeadLetterTopic() {}

  /**
   * The topic for this channel's dead letters. It is durable in any case: whoever asks for dead
   * letters wants to keep them.
   *
   * @param configured its name; empty = TOPIC.CHANNEL.dead, cut and with a hash if that is too long
   */
  public static TopicName of(TopicName topic, ChannelName channel, String configured) {
    if (!configured.isEmpty()) {
      return new TopicName(configured);
    }
    String source = durable(topic.value()) + "." + durable(channel.value());
    if (source.length() + SUFFIX.length() <= NAME_MAX) {
      return new TopicName(source + SUFFIX);
    }
    String hash = "-" + hash(source);
    int kept = NAME_MAX - hash.length() - SUFFIX.length();
    return new TopicName(source.substring(0, kept) + hash + SUFFIX);
  }

  private static String durable(String name) {
    return name.endsWith(EPHEMERAL) ? name.substring(0, name.length() - EPHEMERAL.length()) : name;
  }

  private static String hash(String text) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // every Java has it
    }
  }
}
