package io.herald.broker.request;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.broker.delivery.ChannelLedger;
import java.util.List;
import java.util.function.Consumer;

/** What a request may use of a channel on one partition, while it runs in the channel's actor. */
public interface ChannelAccess {
  /** Which offset is in which state; only to be asked. */
  ChannelLedger ledger();

  /** The first offset that the channel may not read. */
  long readableTo();

  /** Who consumes from the channel. */
  List<io.herald.broker.channel.Consumer> consumers();

  /** Stops or resumes delivery, and says so when it is stored. */
  void pause(boolean paused, Consumer<StatusReply<Done>> done);

  /**
   * Drops all messages below {@code upTo} that the channel may read, and says so when it is stored.
   */
  void empty(long upTo, Consumer<StatusReply<Done>> done);
}
