package io.herald.broker.inspect;

import io.herald.persistence.timeline.Happening;
import io.herald.persistence.timeline.TimelineEntry;
import java.util.Locale;

/**
 * One thing that happened to a traced message in a channel.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param what in one word, such as {@code delivered}
 * @param attempts how often it had been delivered then
 * @param clientId of the client that had it, as in /stats; empty if none did
 * @param remoteAddress of that client, {@code host:port}
 */
public record TraceEvent(
    long atMillis, String what, int attempts, String clientId, String remoteAddress) {
  private static final String FINISHED = word(Happening.FINISHED);

  static TraceEvent of(TimelineEntry entry) {
    return new TraceEvent(
        entry.atMillis(),
        word(entry.happening()),
        entry.attempts(),
        entry.clientId(),
        entry.remoteAddress());
  }

  private static String word(Happening happening) {
    return happening.name().toLowerCase(Locale.ROOT);
  }

  /** Whether a client finished the message. */
  public boolean isFinish() {
    return what.equals(FINISHED);
  }
}
