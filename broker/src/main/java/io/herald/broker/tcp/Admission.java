package io.herald.broker.tcp;

import io.herald.broker.stats.ConnectionCounters;
import io.herald.broker.stats.ConnectionCounters.Reason;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections one port has, in all and from each address, and whether it takes one more.
 */
public final class Admission {
  private final int connectionsMax;
  private final int perAddressMax;
  private final ConnectionCounters counters;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

  /**
   * A port without connections.
   *
   * @param connectionsMax in all; 0 = no limit
   * @param perAddressMax from each address; 0 = no limit
   * @param counters where the node counts
   */
  public Admission(int connectionsMax, int perAddressMax, ConnectionCounters counters) {
    this.connectionsMax = connectionsMax;
    this.perAddressMax = perAddressMax;
    this.counters = counters;
  }

  /**
   * Takes a connection, which must {@link #leave} when it has ended.
   *
   * @return why it is not taken; empty if it is
   */
  public Optional<Reason> enter(InetAddress address) {
    if (open.incrementAndGet() > connectionsMax && connectionsMax > 0) {
      open.decrementAndGet();
      return refused(Reason.TOTAL);
    }
    if (openByAddress.merge(address, 1, Integer::sum) > perAddressMax && perAddressMax > 0) {
      open.decrementAndGet();
      forget(address);
      return refused(Reason.PER_ADDRESS);
    }
    counters.opened();
    return Optional.empty();
  }

  /** A connection that was taken has ended. */
  public void leave(InetAddress address) {
    open.decrementAndGet();
    forget(address);
    counters.closed();
  }

  private void forget(InetAddress address) {
    openByAddress.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
  }

  private Optional<Reason> refused(Reason reason) {
    counters.refuse(reason);
    return Optional.of(reason);
  }
}
