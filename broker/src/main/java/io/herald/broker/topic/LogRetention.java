package io.herald.broker.topic;

import akka.actor.typed.javadsl.ActorContext;
import io.herald.config.TopicSettings;
import io.herald.persistence.partition.ManifestEvent;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.partition.Segment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Has segments removed that {@link Retention} lets go. What is dropped unfinished goes in three
 * steps, each of which a restart takes up again: the manifest says up to where, so that nobody is
 * sent back there; the channels go on behind it and store that they do; then the segments are
 * finished like any others, and go. Belongs to one {@link TopicPartition} and runs in it.
 */
final class LogRetention {
  /** How often a partition that is full is looked at because of a publish. */
  private static final long FULL_CHECK_MILLIS = 100;

  private final ActorContext<TopicPartition.Command> context;
  private final TopicContext shared;
  private final PartitionId id;
  private final KeptState<ManifestEvent, ManifestState> manifest;
  private final Set<Long> purging = new HashSet<>();
  private Retention rule;
  private long droppingTo;
  private long fullCheckedMillis;

  LogRetention(
      ActorContext<TopicPartition.Command> context,
      TopicContext shared,
      PartitionId id,
      KeptState<ManifestEvent, ManifestState> manifest) {
    this.context = context;
    this.shared = shared;
    this.id = id;
    this.manifest = manifest;
    configure(TopicSettings.DEFAULTS);
  }

  /** What holds now. */
  Retention rule() {
    return rule;
  }

  /** What is set for the topic holds from now on; what is not, is as the node says. */
  void configure(TopicSettings topic) {
    rule = Retention.of(shared.store(), topic);
  }

  /** Whether the segment of this number is about to be deleted. */
  boolean isGoing(Segment segment) {
    return purging.contains(segment.number());
  }

  /** Whether it is time to look, because of a publish, what can go from a full partition. */
  boolean isCheckDue(long nowMillis) {
    if (nowMillis - fullCheckedMillis < FULL_CHECK_MILLIS) {
      return false;
    }
    fullCheckedMillis = nowMillis;
    return true;
  }

  /** Why a partition that takes so much takes no more; null if it does. */
  String refusal(long bytes) {
    Retention.Limit limit = rule.limit();
    return limit.dropsOldest() || !rule.isFull(bytes)
        ? null
        : "topic %s is full: partition %d has %d bytes, its %s is %d"
            .formatted(id.topic(), id.index(), bytes, limit.setting(), limit.bytes());
  }

  /**
   * Removes what may go.
   *
   * @param dropped told, when that is stored, below which offset the channels get nothing more
   */
  void clean(long finishedTo, long openBytes, long nowMillis, LongConsumer dropped) {
    ManifestState state = manifest.state();
    for (Segment expired : rule.expired(state, finishedTo, openBytes, nowMillis)) {
      if (purging.add(expired.number())) {
        context.pipeToSelf(
            shared.purge().purge(id.segmentPersistenceId(expired.number())),
            (done, failure) -> new TopicPartition.SegmentPurged(expired.number(), failure == null));
      }
    }
    long upTo = rule.overflow(state, openBytes);
    if (upTo > Math.max(finishedTo, Math.max(droppingTo, state.droppedTo()))) {
      drop(upTo, dropped);
    }
  }

  private void drop(long upTo, LongConsumer dropped) {
    droppingTo = upTo;
    manifest.persist(
        List.of(new ManifestEvent.MessagesDropped(upTo)),
        () -> dropped.accept(upTo),
        () -> droppingTo = 0); // looked at again, when it is known what is stored
  }

  void purged(long number, boolean isPurged) {
    if (isPurged) {
      Runnable done = () -> purging.remove(number);
      manifest.persist(List.of(new ManifestEvent.SegmentDeleted(number)), done, done);
    } else {
      purging.remove(number);
    }
  }
}
