package io.herald.multijvm.faults.history;

/** A channel of a topic. */
public record ChannelKey(String topic, String channel) {
  @Override
  public String toString() {
    return topic + "/" + channel;
  }
}
