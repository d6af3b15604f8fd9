package io.herald.persistence.partition;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;

/**
 * One partition of one life of a topic. A topic that is deleted and created again has a new
 * incarnation, so that nothing old is ever read as new.
 *
 * @param topic the topic
 * @param incarnation which life of the topic
 * @param index from 0
 */
public record PartitionId(TopicName topic, long incarnation, int index) {

  /** The persistence id of the list of segments. */
  public String manifestPersistenceId() {
    return "manifest|" + suffix();
  }

  /** The persistence id of the segment with this number. */
  public String segmentPersistenceId(long segment) {
    return "segment|" + suffix() + "|" + segment;
  }

  /**
   * The persistence id of a channel's cursor. The offset it began at tells a channel from one of
   * the same name that was deleted before.
   */
  public String cursorPersistenceId(ChannelName channel, long startOffset) {
    return "cursor|" + suffix() + "|" + channel + "|" + Long.toHexString(startOffset);
  }

  /** The persistence id of what happened to a channel's traced messages. */
  public String timelinePersistenceId(ChannelName channel, long startOffset) {
    return "timeline|" + suffix() + "|" + channel + "|" + Long.toHexString(startOffset);
  }

  private String suffix() {
    return topic + "|" + Long.toHexString(incarnation) + "|" + index;
  }

  @Override
  public String toString() {
    return topic + "/" + index;
  }
}
