package io.herald.broker.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The connections of a node over all its ports, and those it would not have. */
public final class ConnectionCounters {
  private final LongAdder open = new LongAdder();
  private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);

  /** Why a connection was refused or given up. */
  public enum Reason {
    /** There were as many as {@code --max-connections} allows. */
    TOTAL,
    /** There were as many from its address as {@code --max-connections-per-address} allows. */
    PER_ADDRESS,
    /** Its TLS handshake failed or took longer than {@code --tls-handshake-timeout}. */
    HANDSHAKE,
    /** It had sent no whole command or request after {@code --first-command-timeout}. */
    FIRST_COMMAND
  }

  public ConnectionCounters() {
    for (Reason reason : Reason.values()) {
      refused.put(reason, new LongAdder());
    }
  }

  /** A connection has been accepted. */
  public void opened() {
    open.increment();
  }

  /** One of those has ended. */
  public void closed() {
    open.decrement();
  }

  /** A connection is refused or given up. */
  public void refuse(Reason reason) {
    refused.get(reason).increment();
  }

  /** How many are open now. */
  public long open() {
    return open.sum();
  }

  /** How many were refused or given up since the node started. */
  public long refused(Reason reason) {
    return refused.get(reason).sum();
  }
}
