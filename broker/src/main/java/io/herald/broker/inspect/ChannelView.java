package io.herald.broker.inspect;

import io.herald.broker.channel.Consumer;
import io.herald.broker.delivery.LedgerView;
import io.herald.broker.delivery.MessageState;
import io.herald.broker.delivery.MessageState.Place;
import io.herald.broker.inspect.ChannelTrace.State;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.stats.ClientStats;
import io.herald.protocol.name.ChannelName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** The messages of one channel as they are seen: the ledger's states with the clients' names. */
public final class ChannelView {
  private final ChannelName name;
  private final ChannelAccess channel;
  private final LedgerView view;
  private final Map<Long, Consumer> consumers = new HashMap<>();

  public ChannelView(ChannelName name, ChannelAccess channel) {
    this.name = name;
    this.channel = channel;
    this.view = channel.ledger().view();
    channel.consumers().forEach(consumer -> consumers.put(consumer.id(), consumer));
  }

  /** Where the message at this offset is. */
  public ChannelTrace trace(long offset) {
    MessageState seen = view.at(offset);
    State state = state(offset, seen.place());
    Consumer holder = consumers.get(seen.consumer());
    ClientStats client = holder == null ? null : holder.stats();
    return new ChannelTrace(
        name,
        state,
        seen.attempts(),
        client == null ? "" : client.identity().clientId(),
        client == null ? "" : client.identity().hostname(),
        client == null ? "" : client.remoteAddress(),
        seen.sinceMillis(),
        seen.untilMillis(),
        List.of());
  }

  private State state(long offset, Place place) {
    if (place == Place.UNREAD && offset >= channel.readableTo()) {
      return State.HELD;
    }
    if (place == Place.FINISHED && offset < channel.startOffset()) {
      return State.BEFORE_START;
    }
    return State.valueOf(place.name());
  }

  /** The first messages of a state. */
  List<Peeked> peek(PeekState state, int limit) {
    long[] offsets =
        switch (state) {
          case READY -> ready(limit);
          case INFLIGHT -> view.inFlight(limit);
          case DEFERRED -> view.deferred(limit);
          case DEAD -> view.deadLettered(limit);
        };
    return Arrays.stream(offsets).mapToObj(offset -> new Peeked(offset, trace(offset))).toList();
  }

  private long[] ready(int limit) {
    long[] waiting = view.waiting(limit);
    long unread = channel.ledger().readOffset();
    long end = Math.min(channel.readableTo(), unread + limit - waiting.length);
    return LongStream.concat(
            Arrays.stream(waiting), LongStream.range(unread, Math.max(unread, end)))
        .toArray();
  }

  /** A message that was seen, before its bytes are there. */
  record Peeked(long offset, ChannelTrace trace) {}
}
