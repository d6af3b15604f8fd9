package io.herald.protocol.name;

/**
 * A valid channel name (NSQ protocol, names).
 *
 * @param value 1 to 64 characters
 */
public record ChannelName(String value) implements Comparable<ChannelName> {

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if the name breaks the rules; use {@link #isValid} on input
   */
  public ChannelName {
    if (!NameRule.isValid(value)) {
      throw new IllegalArgumentException("invalid channel name: " + value);
    }
  }

  /** Whether {@code name} may be used as a channel name. */
  public static boolean isValid(String name) {
    return NameRule.isValid(name);
  }

  /** Whether the channel's messages are never on disk, and it goes with its last user. */
  public boolean isEphemeral() {
    return value.endsWith(NameRule.EPHEMERAL);
  }

  @Override
  public int compareTo(ChannelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
