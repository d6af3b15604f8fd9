package io.herald.broker.inspect;

import io.herald.persistence.timeline.TimelineEntry;
import io.herald.protocol.name.ChannelName;
import java.util.List;

/**
 * Where a message is in one channel.
 *
 * @param channel which channel
 * @param state where it is
 * @param attempts how often it has been delivered, 0 to 65,535; 0 also if that is not remembered
 *     any more
 * @param clientId of the client that holds it, as in /stats; empty unless it is in flight
 * @param hostname of that client, as in /stats
 * @param remoteAddress of that client, {@code host:port}
 * @param sinceMillis when it was delivered, in milliseconds since 1970; 0 unless it is in flight
 * @param untilMillis in flight: when it times out; deferred: when it is due; in milliseconds since
 *     1970, else 0
 * @param timeline what happened to it, oldest first, as far as it was traced and is kept
 */
public record ChannelTrace(
    ChannelName channel,
    State state,
    int attempts,
    String clientId,
    String hostname,
    String remoteAddress,
    long sinceMillis,
    long untilMillis,
    List<TraceEvent> timeline) {

  /** The same with what happened to the message. */
  ChannelTrace with(List<TimelineEntry> happened) {
    return new ChannelTrace(
        channel,
        state,
        attempts,
        clientId,
        hostname,
        remoteAddress,
        sinceMillis,
        untilMillis,
        happened.stream().map(TraceEvent::of).toList());
  }

  /** Of a message that is for another channel. */
  static ChannelTrace notFor(ChannelName channel) {
    return new ChannelTrace(channel, State.NOT_FOR_IT, 0, "", "", "", 0, 0, List.of());
  }

  /** Where a message can be. */
  public enum State {
    /** The channel began behind it and never gets it. */
    BEFORE_START,
    /** Held at the topic, which is paused. */
    HELD,
    /** Not yet given out: those before it come first. */
    UNREAD,
    /** Waits to be delivered: requeued, timed out, or published for a time that has come. */
    WAITING,
    /** Being fetched from the log, to be delivered next. */
    FETCHING,
    /** A client holds it. */
    IN_FLIGHT,
    /** Waits for its time. */
    DEFERRED,
    /** It is for another channel. */
    NOT_FOR_IT,
    /** Delivered as often as it may be, and on its way to the dead-letter topic. */
    BURYING,
    /** Finished by a client, emptied away, or not wanted by consumers that sample. */
    FINISHED,
    /** It is in the dead-letter topic. */
    DEAD_LETTERED,
    /** It was too old to be delivered. */
    EXPIRED
  }
}
