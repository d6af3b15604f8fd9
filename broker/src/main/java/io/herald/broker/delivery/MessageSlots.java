package io.herald.broker.delivery;

import java.util.Arrays;

/** What is known of unfinished messages, as parallel arrays: no object, no allocation a message. */
final class MessageSlots {
  static final byte FINISHED = 0; // so that fresh arrays hold nothing
  static final byte IN_FLIGHT = 1;
  static final byte WAITING = 2;
  static final byte FETCHING = 3;
  static final byte DEFERRED = 4;
  static final byte SPENT = 5;
  static final byte BURYING = 6;

  final byte[] state;
  final char[] attempts; // deliveries so far
  final int[] consumer; // in flight: slot of the consumer that holds it; spent: why
  final long[] time; // in flight: the deadline; otherwise the due time of the last deferral, or 0
  final long[] delivered; // in flight: when; caps TOUCH

  MessageSlots(int capacity) {
    state = new byte[capacity];
    attempts = new char[capacity];
    consumer = new int[capacity];
    time = new long[capacity];
    delivered = new long[capacity];
  }

  int capacity() {
    return state.length;
  }

  void copyTo(MessageSlots target, int from, int to) {
    target.state[to] = state[from];
    target.attempts[to] = attempts[from];
    target.consumer[to] = consumer[from];
    target.time[to] = time[from];
    target.delivered[to] = delivered[from];
  }

  void fill(int from, int to, byte newState, int attemptCount, int holder, long until, long now) {
    Arrays.fill(state, from, to, newState);
    Arrays.fill(attempts, from, to, (char) attemptCount);
    Arrays.fill(consumer, from, to, holder);
    Arrays.fill(time, from, to, until);
    Arrays.fill(delivered, from, to, now);
  }
}
