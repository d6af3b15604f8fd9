package io.herald.multijvm.faults.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What one channel delivered. */
final class ChannelHistory {
  private final ChannelKey key;
  private final Map<Long, List<Receipt>> receipts = new ConcurrentHashMap<>();
  private volatile long existsFrom = Long.MAX_VALUE;

  ChannelHistory(ChannelKey key) {
    this.key = key;
  }

  void existsFrom(long time) {
    existsFrom = Math.min(existsFrom, time);
  }

  void add(Receipt receipt) {
    List<Receipt> sameMessage = receipts.computeIfAbsent(receipt.id(), id -> new ArrayList<>(1));
    synchronized (sameMessage) {
      sameMessage.add(receipt);
    }
  }

  ChannelKey key() {
    return key;
  }

  /** True if this message must come to this channel. */
  boolean isOwed(Send send) {
    return send.topic().equals(key.topic()) && send.invokedAt() >= existsFrom;
  }

  boolean has(long id) {
    return receipts.containsKey(id);
  }

  /** Different messages that came. */
  int size() {
    return receipts.size();
  }

  /** Receipts by message, each list in the order of arrival. */
  Map<Long, List<Receipt>> receipts() {
    return receipts;
  }
}
