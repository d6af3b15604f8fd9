package io.herald.broker.topic;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.persistence.partition.ManifestEvent;
import io.herald.persistence.partition.ManifestState;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Whether messages are held at the topic, and from which on: while it is paused or has no channel.
 * Belongs to one {@link TopicPartition} and runs in it.
 */
final class HeldMessages {
  private static final long NOT_HELD = -1;

  private final PartitionLog log;
  private final Runnable changed;
  private boolean isPaused;
  private long from = NOT_HELD;

  /**
   * Nothing is held until that is known.
   *
   * @param changed run when the channels may read further, or have to skip something
   */
  HeldMessages(PartitionLog log, boolean isPaused, Runnable changed) {
    this.log = log;
    this.isPaused = isPaused;
    this.changed = changed;
  }

  void recovered(ManifestState manifest) {
    from =
        manifest.heldFrom() == NOT_HELD
            ? NOT_HELD
            : Math.max(manifest.heldFrom(), manifest.droppedTo());
  }

  boolean isHeld() {
    return from != NOT_HELD;
  }

  /** The first offset that the channels may not read. */
  long releasedTo() {
    return isHeld() ? from : log.tail();
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Holds from the next {@link #hold} on, or does not. */
  void pause(boolean paused) {
    isPaused = paused;
  }

  /** Begins or ends to hold messages back, as pause and channels demand. */
  void hold(boolean hasChannels) {
    boolean shouldHold = isPaused || !hasChannels;
    if (shouldHold && !isHeld()) {
      from = log.tail();
      store(new ManifestEvent.MessagesHeld(from), () -> {});
    } else if (!shouldHold && isHeld()) {
      from = NOT_HELD;
      store(ManifestEvent.MessagesReleased.INSTANCE, () -> {});
      changed.run();
    }
  }

  /** Drops all that are held; completes when that is stored. */
  CompletableFuture<StatusReply<Done>> drop() {
    CompletableFuture<StatusReply<Done>> dropped = new CompletableFuture<>();
    if (isHeld()) {
      skipTo(log.tail(), () -> dropped.complete(StatusReply.ack()));
    } else {
      dropped.complete(StatusReply.ack());
    }
    return dropped;
  }

  /** Drops those below {@code upTo}; returns how many they were. */
  long dropBelow(long upTo) {
    long count = isHeld() ? Math.max(0, upTo - from) : 0;
    if (count > 0) {
      skipTo(upTo, () -> {});
    }
    return count;
  }

  private void skipTo(long offset, Runnable stored) {
    from = offset;
    store(new ManifestEvent.MessagesHeld(from), stored);
    changed.run();
  }

  private void store(ManifestEvent event, Runnable stored) {
    log.persist(List.of(event), stored, () -> store(event, stored));
  }
}
