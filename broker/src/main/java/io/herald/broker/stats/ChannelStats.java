package io.herald.broker.stats;

import io.herald.protocol.name.ChannelName;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One channel as /stats shows it; written by its channel actor. Counts begin anew at each start.
 */
public final class ChannelStats {
  private final ChannelName name;
  private final Map<Long, ClientStats> clients = new ConcurrentHashMap<>();
  private volatile boolean paused;

  /** Messages that wait for delivery: neither in flight nor deferred. */
  public final Counter depth = new Counter();

  /** Those of {@link #depth} that must be read from the store. */
  public final Counter backendDepth = new Counter();

  /** Delivered and not finished. */
  public final Counter inFlightCount = new Counter();

  /** Waiting for their time (DPUB, REQ with a delay). */
  public final Counter deferredCount = new Counter();

  /** Messages the channel has been given. */
  public final Counter messageCount = new Counter();

  /** Messages put back by REQ. */
  public final Counter requeueCount = new Counter();

  /** Messages put back because their time-out passed. */
  public final Counter timeoutCount = new Counter();

  public ChannelStats(ChannelName name) {
    this.name = name;
  }

  /** The channel's name. */
  public ChannelName name() {
    return name;
  }

  /** Whether delivery is paused. */
  public boolean paused() {
    return paused;
  }

  /** Sets whether delivery is paused. */
  public void paused(boolean nowPaused) {
    paused = nowPaused;
  }

  /** The consumers, in no order. */
  public Collection<ClientStats> clients() {
    return clients.values();
  }

  /** A consumer has subscribed. */
  public void add(long connectionId, ClientStats client) {
    clients.put(connectionId, client);
  }

  /** A consumer has gone. */
  public void remove(long connectionId) {
    clients.remove(connectionId);
  }
}
