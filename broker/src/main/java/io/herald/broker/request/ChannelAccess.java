package io.herald.broker.request;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.seek.Sought;
import io.herald.persistence.timeline.TimelineEntry;
import java.util.List;
import java.util.function.Consumer;

/** What a request may use of a channel on one partition, while it runs in the channel's actor. */
public interface ChannelAccess {
  /** Which offset is in which state; only to be asked. */
  ChannelLedger ledger();

  /** The offset that the channel began at. */
  long startOffset();

  /** The first offset that the channel may not read. */
  long readableTo();

  /** Who consumes from the channel. */
  List<io.herald.broker.channel.Consumer> consumers();

  /** Says what happened to one message, oldest first, as far as it was traced and is kept. */
  void timeline(long offset, Consumer<List<TimelineEntry>> then);

  /** Says what is stored when everything is that was to be stored before. */
  void stored(Consumer<StoredCursor> then);

  /** Stops or resumes delivery, and says so when it is stored. */
  void pause(boolean paused, Consumer<StatusReply<Done>> done);

  /**
   * Drops all messages below {@code upTo} that the channel may read, and says so when it is stored.
   */
  void empty(long upTo, Consumer<StatusReply<Done>> done);

  /**
   * Takes a message that waits for its time out of the channel.
   *
   * @param dueMillis when it was published for, in milliseconds since 1970; 0 = at once
   * @param done told whether it was cancelled, when that is stored
   * @param refused told why nothing is done
   */
  void cancel(
      long offset, long dueMillis, Consumer<Boolean> done, Consumer<BrokerException> refused);

  /**
   * Finishes messages that no client holds, whatever else they wait for.
   *
   * @param done run when that is stored; some may not have been dropped
   * @param refused told why nothing is done
   */
  void drop(List<Long> offsets, Runnable done, Consumer<BrokerException> refused);

  /**
   * Goes on at another offset.
   *
   * @param sought told what that has done, when it is stored
   * @param refused told why nothing is done
   */
  void seek(long offset, Consumer<Sought> sought, Consumer<BrokerException> refused);
}
