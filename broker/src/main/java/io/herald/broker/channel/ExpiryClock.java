package io.herald.broker.channel;

import java.time.Duration;

/**
 * When a channel looks for messages that have become too old without anybody to take them. Unread
 * ones are looked at when the first of them is too old; those that wait to be delivered again, of
 * which nobody knows the age, every quarter of the ttl, at least once a minute.
 */
final class ExpiryClock {
  private static final long GAP_MIN_MILLIS = 1_000;
  private static final long GAP_MAX_MILLIS = 60_000;

  private long ttlMillis; // 0 = no message is ever too old
  private long nextUnreadMillis; // 0 = the age of the first unread message is not known
  private long nextWaitingMillis;

  void ttl(Duration ttl) {
    ttlMillis = ttl.toMillis();
    nextUnreadMillis = 0;
    nextWaitingMillis = 0;
  }

  /** Whether the first unread message may be too old. */
  boolean isTimeForUnread(long nowMillis) {
    return ttlMillis > 0 && nowMillis >= nextUnreadMillis;
  }

  /** The first unread message was published then, and could not be given to anybody. */
  void firstUnread(long publishedMillis, long nowMillis) {
    nextUnreadMillis = Math.max(publishedMillis + ttlMillis, nowMillis + GAP_MIN_MILLIS);
  }

  /** The first unread message is being read. */
  void askedForUnread(long nowMillis) {
    nextUnreadMillis = nowMillis + GAP_MIN_MILLIS;
  }

  /** Another message is the first unread one. */
  void unreadMoved() {
    nextUnreadMillis = 0;
  }

  /** Whether those that wait to be delivered again may be too old. */
  boolean isTimeForWaiting(long nowMillis) {
    return ttlMillis > 0 && nowMillis >= nextWaitingMillis;
  }

  void lookedAtWaiting(long nowMillis) {
    nextWaitingMillis =
        nowMillis + Math.max(GAP_MIN_MILLIS, Math.min(GAP_MAX_MILLIS, ttlMillis / 4));
  }

  /** When to look next, in milliseconds since 1970; Long.MAX_VALUE = never. */
  long nextMillis(boolean isAnyUnread, boolean isAnyWaiting) {
    if (ttlMillis == 0) {
      return Long.MAX_VALUE;
    }
    return Math.min(
        isAnyUnread ? nextUnreadMillis : Long.MAX_VALUE,
        isAnyWaiting ? nextWaitingMillis : Long.MAX_VALUE);
  }
}
