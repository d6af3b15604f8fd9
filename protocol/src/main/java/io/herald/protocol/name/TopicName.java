package io.herald.protocol.name;

/**
 * A valid topic name (NSQ protocol, names).
 *
 * @param value 1 to 64 characters
 */
public record TopicName(String value) implements Comparable<TopicName> {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name breaks the rules; use {@link #isValid} on input
   */
  public TopicName {
    if (!NameRule.isValid(value)) {
      throw new IllegalArgumentException("invalid topic name: " + value);
    }
  }

  /** Whether {@code name} may be used as a topic name. */
  public static boolean isValid(String name) {
    return NameRule.isValid(name);
  }

  /** Whether the topic's messages are never on disk, and it goes with its last user. */
  public boolean isEphemeral() {
    return value.endsWith(NameRule.EPHEMERAL);
  }

  @Override
  public int compareTo(TopicName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
