package io.herald.multijvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What has arrived of each producer's numbered messages, in order of arrival. The next must be the
 * last once more, or the one behind it; after a kill it may once begin earlier, because what was
 * finished in the moment before can come again.
 */
public final class OrderLedger {
  private static final int VIOLATIONS_MAX = 20;

  private final int messagesPerKey;
  private final int[] last;
  private final int[] highest;
  private final int[] stepsBack;
  private final List<String> violations = new ArrayList<>();
  private int kills;
  private long arrived;

  /** Of so many producers. */
  OrderLedger(int keys, int messagesPerKey) {
    this.messagesPerKey = messagesPerKey;
    this.last = new int[keys];
    this.highest = new int[keys];
    this.stepsBack = new int[keys];
    Arrays.fill(last, -1);
    Arrays.fill(highest, -1);
  }

  /** A node is about to be killed. */
  public synchronized void killed() {
    kills++;
  }

  /**
   * A message is there, before anything is answered.
   *
   * @param body {@code key:number}
   */
  synchronized void arrived(String body) {
    int colon = body.indexOf(':');
    int key = Integer.parseInt(body.substring(0, colon));
    int number = Integer.parseInt(body.substring(colon + 1));
    if (number < last[key]) {
      stepsBack[key]++;
    }
    boolean isInOrder = number <= last[key] + 1 && stepsBack[key] <= kills;
    if (!isInOrder && violations.size() < VIOLATIONS_MAX) {
      violations.add("of " + key + " came " + number + " behind " + last[key]);
    }
    last[key] = number;
    if (number > highest[key]) {
      arrived += number - highest[key];
      highest[key] = number;
    }
  }

  /** How many different messages, if none was left out. */
  public synchronized long arrived() {
    return arrived;
  }

  synchronized boolean isComplete() {
    return Arrays.stream(highest).allMatch(number -> number == messagesPerKey - 1);
  }

  public synchronized List<String> violations() {
    return List.copyOf(violations);
  }
}
