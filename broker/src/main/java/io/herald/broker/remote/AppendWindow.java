package io.herald.broker.remote;

import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Appends for a partition of another node, in the order they came: those on their way, at most as
 * many and as large as the window, and behind them those that wait. Each is answered once, by the
 * partition or when its deadline has passed.
 */
final class AppendWindow {
  private final RemoteSettings settings;
  private final Sender sender;
  private final Map<Long, Outstanding> sent = new LinkedHashMap<>(); // by token, oldest first
  private final Deque<Outstanding> waiting = new ArrayDeque<>();
  private long sentBytes;
  private long lastToken;

  /** A partition that has turned one append away writes none behind it. */
  private long turnedAwayFrom = Long.MAX_VALUE;

  /** Sends an append on its way. */
  interface Sender {
    /** The answer must have this token, and goes to {@link #answered}. */
    void send(long token, Append append);
  }

  private record Outstanding(Append append, long deadlineNanos) {
    int bytes() {
      return append.frames().length;
    }
  }

  AppendWindow(RemoteSettings settings, Sender sender) {
    this.settings = settings;
    this.sender = sender;
  }

  /** Takes an append; it is sent now or when those before it are answered. */
  void add(Append append, long nowNanos) {
    waiting.add(new Outstanding(append, nowNanos + settings.appendDeadline().toNanos()));
    sendNext();
  }

  /** The partition has answered; an answer that comes too late is dropped. */
  void answered(AppendReply reply) {
    Outstanding answered = sent.remove(reply.token());
    if (answered == null) {
      return;
    }
    sentBytes -= answered.bytes();
    if (reply instanceof AppendReply.TopicGone) {
      turnedAwayFrom = Math.min(turnedAwayFrom, reply.token());
    }
    answered.append().replyTo().tell(withToken(reply, answered.append().token()));
    sendNext();
  }

  /** Refuses what has waited too long. */
  void expire(long nowNanos, String reason) {
    for (Iterator<Outstanding> oldest = sent.values().iterator(); oldest.hasNext(); ) {
      Outstanding next = oldest.next();
      if (nowNanos - next.deadlineNanos() < 0) {
        break;
      }
      oldest.remove();
      sentBytes -= next.bytes();
      reject(next, unknown(reason));
    }
    while (!waiting.isEmpty() && nowNanos - waiting.peek().deadlineNanos() >= 0) {
      reject(waiting.remove(), notStored(reason));
    }
    sendNext();
  }

  /** Whether nothing that was sent is unanswered; then nothing waits either. */
  boolean isEmpty() {
    return sent.isEmpty();
  }

  /**
   * The partition has left its node: what it has not been sent, or cannot have written, goes back
   * to be published where the partition is now; the rest is refused.
   */
  void partitionGone(String reason) {
    sent.forEach(
        (token, each) -> {
          if (token > turnedAwayFrom) {
            giveBack(each.append());
          } else {
            reject(each, unknown(reason));
          }
        });
    waiting.forEach(each -> giveBack(each.append()));
    sent.clear();
    waiting.clear();
    sentBytes = 0;
  }

  private void sendNext() {
    while (!waiting.isEmpty() && hasRoomFor(waiting.peek().bytes())) {
      Outstanding next = waiting.remove();
      long token = ++lastToken;
      sent.put(token, next);
      sentBytes += next.bytes();
      sender.send(token, next.append());
    }
  }

  private boolean hasRoomFor(int bytes) {
    return sent.isEmpty()
        || (sent.size() < settings.windowCount() && sentBytes + bytes <= settings.windowBytes());
  }

  private static AppendReply withToken(AppendReply reply, long token) {
    if (reply instanceof AppendReply.Appended appended) {
      return new AppendReply.Appended(token, appended.firstId(), appended.isRepeat());
    } else if (reply instanceof AppendReply.Rejected rejected) {
      return new AppendReply.Rejected(token, rejected.reason());
    }
    return new AppendReply.TopicGone(token);
  }

  static void giveBack(Append append) {
    append.replyTo().tell(new AppendReply.TopicGone(append.token()));
  }

  private static void reject(Outstanding refused, String reason) {
    Append append = refused.append();
    append.replyTo().tell(new AppendReply.Rejected(append.token(), reason));
  }

  private static String unknown(String reason) {
    return reason + ", it is unknown whether the messages are stored";
  }

  private static String notStored(String reason) {
    return reason + ", the messages are not stored";
  }
}
