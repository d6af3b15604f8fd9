package io.herald.broker.delivery;

/** How many messages could be delivered now. */
final class Room {
  private final Limits limits;
  private final Dispatcher dispatcher;
  private final Redeliveries redeliveries;
  private final InFlightWindow window;
  private boolean paused;

  Room(
      Limits limits,
      Dispatcher dispatcher,
      Redeliveries redeliveries,
      InFlightWindow window,
      boolean paused) {
    this.limits = limits;
    this.dispatcher = dispatcher;
    this.redeliveries = redeliveries;
    this.window = window;
    this.paused = paused;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean nowPaused) {
    paused = nowPaused;
  }

  /** Without those that are being fetched. */
  int capacity() {
    long free = dispatcher.spare() - redeliveries.fetching();
    if (limits.isOrdered()) {
      free = Math.min(free, 1 - window.count() - redeliveries.fetching());
    }
    return paused ? 0 : (int) Math.max(0, Math.min(free, Integer.MAX_VALUE));
  }
}
