package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.topic.Retention.Limit;
import io.herald.persistence.partition.ManifestEvent.MessagesDropped;
import io.herald.persistence.partition.ManifestEvent.PartitionCreated;
import io.herald.persistence.partition.ManifestEvent.SegmentDeleted;
import io.herald.persistence.partition.ManifestEvent.SegmentOpened;
import io.herald.persistence.partition.ManifestEvent.SegmentSealed;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.Segment;
import io.herald.persistence.partition.SparseIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What goes from a partition, over a million random steps: publishing, finishing, time, other
 * settings, cleaning, and crashes between its steps. Every message is looked at one by one. A
 * failure prints its seed; {@code -Dherald.model.seed=N} replays it.
 */
class RetentionModelTest {
  private static final int STEPS = Integer.getInteger("herald.model.steps", 1_000_000);
  private static final int STEPS_PER_RUN = 10_000;
  private static final int CHANNELS = 3;

  /** What one channel has of the messages from 0 on. */
  private static final class NaiveChannel {
    private TreeSet<Long> unfinished = new TreeSet<>();
    private long finished;
    private long dropped;

    private void drop(long upTo) {
      dropped += unfinished.headSet(upTo).size();
      unfinished.headSet(upTo).clear();
    }

    private long floor(long tail) {
      return unfinished.isEmpty() ? tail : unfinished.first();
    }
  }

  private Random random;
  private Retention rule;
  private ManifestState manifest;
  private List<NaiveChannel> channels;
  private long tail;
  private long openBytes;
  private long now;
  private long toldTo; // the channels have been told that messages below were dropped

  @Test
  void nothingGoesThatMustStayAndNothingStaysThatMustGo() {
    Long replayed = Long.getLong("herald.model.seed");
    long seed = replayed != null ? replayed : System.nanoTime();
    for (int done = 0; done < STEPS; done += STEPS_PER_RUN, seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("replay with -Dherald.model.seed=" + seed, e);
      }
    }
  }

  private void run(long seed) {
    random = new Random(new SplittableRandom(seed).nextLong()); // else neighbours begin alike
    manifest = ManifestState.EMPTY.apply(new PartitionCreated(0)).apply(new SegmentOpened(1, 0));
    channels = new ArrayList<>();
    for (int n = 0; n < CHANNELS; n++) {
      channels.add(new NaiveChannel());
    }
    tail = 0;
    openBytes = 0;
    now = 1_000_000;
    toldTo = 0;
    changeSettings();
    for (int step = 0; step < STEPS_PER_RUN; step++) {
      step();
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 40) {
      publish();
    } else if (dice < 80) {
      finish();
    } else if (dice < 85) {
      now += random.nextInt(2000);
    } else if (dice < 86) {
      changeSettings();
    } else {
      clean();
    }
    checkBooks();
  }

  private void changeSettings() {
    long ageMillis = random.nextInt(5000);
    long bytesMax = random.nextInt(3) == 0 ? random.nextInt(3000) : 0;
    long limit = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(5000);
    rule =
        new Retention(ageMillis, bytesMax, new Limit("limit-bytes", limit, random.nextBoolean()));
  }

  private long bytes() {
    return manifest.sealedBytes() + openBytes;
  }

  private void publish() {
    long before = bytes();
    if (rule.isFull(before) && !rule.limit().dropsOldest()) {
      return; // refused
    }
    int count = 1 + random.nextInt(10);
    for (int n = 0; n < count; n++) {
      long offset = tail++;
      channels.forEach(channel -> channel.unfinished.add(offset));
    }
    openBytes += 1 + random.nextInt(200);
    if (openBytes >= rule.segmentBytesMax(1000)) {
      seal();
    }
  }

  private void seal() {
    long next = manifest.nextSegment();
    manifest =
        manifest
            .apply(new SegmentSealed(tail, openBytes, now, SparseIndex.EMPTY))
            .apply(new SegmentOpened(next, tail));
    openBytes = 0;
  }

  private void finish() {
    NaiveChannel channel = channels.get(random.nextInt(CHANNELS));
    int count = random.nextInt(20);
    for (int n = 0; n < count && !channel.unfinished.isEmpty(); n++) {
      boolean isFirst = random.nextInt(4) > 0;
      Long near = isFirst ? null : channel.unfinished.higher(random.nextLong(tail));
      channel.unfinished.remove(near == null ? channel.unfinished.first() : near);
      channel.finished++;
    }
  }

  private long finishedTo() {
    return channels.stream().mapToLong(channel -> channel.floor(tail)).min().orElseThrow();
  }

  /** As the partition does it; it may crash after each step and begins anew with the next one. */
  private void clean() {
    for (Segment gone : rule.expired(manifest, finishedTo(), openBytes, now)) {
      assertThat(gone.isOpen()).isFalse();
      for (NaiveChannel channel : channels) {
        assertThat(channel.floor(tail)).isGreaterThanOrEqualTo(gone.endOffset());
      }
      manifest = manifest.apply(new SegmentDeleted(gone.number()));
      if (random.nextInt(20) == 0) {
        return;
      }
    }
    checkNothingStaysForNothing();
    long upTo = rule.overflow(manifest, openBytes);
    if (upTo > Math.max(finishedTo(), manifest.droppedTo())) {
      checkDrop(upTo);
      manifest = manifest.apply(new MessagesDropped(upTo));
      if (random.nextInt(10) == 0) {
        return;
      }
    }
    toldTo = manifest.droppedTo(); // at once, or by the next start
    channels.forEach(channel -> channel.drop(toldTo));
    if (random.nextInt(20) > 0) {
      rule.expired(manifest, finishedTo(), openBytes, now)
          .forEach(gone -> manifest = manifest.apply(new SegmentDeleted(gone.number())));
      checkLimit();
    }
  }

  private void checkNothingStaysForNothing() {
    Segment first = manifest.segments().get(0);
    if (!first.isOpen() && first.endOffset() <= finishedTo()) {
      assertThat(now).as("age of %s", first).isLessThan(first.sealedAtMillis() + rule.ageMillis());
      assertThat(rule.bytesMax() > 0 && bytes() >= rule.bytesMax()).as("in the way").isFalse();
      assertThat(rule.limit().bytes() > 0 && bytes() >= rule.limit().bytes()).isFalse();
    }
  }

  /** Whole segments, unfinished, and none of them could have stayed. */
  private void checkDrop(long upTo) {
    assertThat(rule.limit().dropsOldest()).isTrue();
    assertThat(upTo).isGreaterThan(finishedTo()).isLessThanOrEqualTo(tail);
    List<Segment> dropped =
        manifest.segments().stream().filter(segment -> segment.endOffset() <= upTo).toList();
    assertThat(dropped.get(dropped.size() - 1).endOffset()).isEqualTo(upTo);
    long left = bytes() - dropped.stream().mapToLong(Segment::bytes).sum();
    assertThat(left + dropped.get(dropped.size() - 1).bytes())
        .as("bytes, had the last one stayed")
        .isGreaterThanOrEqualTo(rule.limit().bytes());
  }

  private void checkLimit() {
    if (rule.limit().bytes() > 0 && rule.limit().dropsOldest()) {
      boolean isOnlyOpen = manifest.segments().get(0).isOpen();
      assertThat(isOnlyOpen || bytes() < rule.limit().bytes()).as("%d bytes", bytes()).isTrue();
    }
  }

  private void checkBooks() {
    long firstStored = manifest.segments().get(0).baseOffset();
    for (NaiveChannel channel : channels) {
      assertThat(channel.finished + channel.dropped + channel.unfinished.size()).isEqualTo(tail);
      assertThat(channel.floor(tail)).as("still stored").isGreaterThanOrEqualTo(firstStored);
    }
  }
}
