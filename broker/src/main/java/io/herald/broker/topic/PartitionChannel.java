package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.broker.channel.Channel;
import io.herald.broker.stats.Counter;
import java.util.ArrayList;
import java.util.List;

/**
 * A channel as its partition sees it.
 *
 * <pre>
 * OPENING ──stored──► RUNNING ──close──► CLOSING ──its files are gone──► (removed)
 * </pre>
 */
final class PartitionChannel {
  private enum Phase {
    OPENING,
    RUNNING,
    CLOSING
  }

  private final long startOffset;
  private final Counter progress = new Counter(); // 0 until the channel knows
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<Runnable> closers = new ArrayList<>();
  private Phase phase = Phase.OPENING;
  private ActorRef<Channel.Command> actor;
  private int seeks;
  private long seekingTo = Long.MAX_VALUE;

  PartitionChannel(long startOffset) {
    this.startOffset = startOffset;
  }

  long startOffset() {
    return startOffset;
  }

  /** Written by the channel: everything below it is finished, and that is stored. */
  Counter progress() {
    return progress;
  }

  /** Everything below it is finished, and the channel does not go back there. */
  long finishedTo() {
    return Math.min(progress.value(), seekingTo);
  }

  /** The channel is being moved, maybe back. */
  void seeksTo(long offset) {
    seeks++;
    seekingTo = Math.min(seekingTo, offset);
  }

  /** It has been moved, or not. */
  void hasSought() {
    seeks--;
    seekingTo = seeks == 0 ? Long.MAX_VALUE : seekingTo;
  }

  void running(ActorRef<Channel.Command> channel) {
    actor = channel;
    phase = Phase.RUNNING;
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  /** {@code closed} runs when it is gone, or stays. */
  void closing(Runnable closed) {
    closers.add(closed);
    phase = Phase.CLOSING;
  }

  void hasStopped() {
    actor = null;
  }

  boolean hasActor() {
    return actor != null;
  }

  /** Closing has been called off. */
  void stays() {
    phase = Phase.RUNNING;
    settled();
  }

  boolean isClosing() {
    return phase == Phase.CLOSING;
  }

  void tell(Channel.Command command) {
    if (actor != null) {
      actor.tell(command);
    }
  }

  /**
   * Runs {@code now} if the channel is running, or {@code later} when opening or closing is over.
   */
  void afterwards(Runnable later, Runnable now) {
    if (phase == Phase.RUNNING) {
      now.run();
    } else {
      waiting.add(later);
    }
  }

  /** Opening or closing is over. */
  void settled() {
    closers.forEach(Runnable::run);
    closers.clear();
    List<Runnable> due = List.copyOf(waiting);
    waiting.clear();
    due.forEach(Runnable::run);
  }

  /** Opening has failed; who waited for it tries anew. */
  void discard() {
    settled();
  }
}
