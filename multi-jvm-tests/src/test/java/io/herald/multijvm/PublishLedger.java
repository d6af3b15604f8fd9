package io.herald.multijvm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What was published to one topic: tried, and acknowledged. Every message has an id of its own. */
final class PublishLedger {
  private final Set<Long> attempted = ConcurrentHashMap.newKeySet();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

  /** Before the bytes are sent: from now on the broker may deliver it. */
  void attempted(long id) {
    attempted.add(id);
  }

  /** After OK: from now on the broker must deliver it. */
  void acknowledged(long id) {
    acknowledged.add(id);
  }

  Set<Long> attempted() {
    return attempted;
  }

  Set<Long> acknowledged() {
    return acknowledged;
  }
}
