package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.herald.broker.delivery.KeyWindow;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.Retention.Limit;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.persistence.partition.ManifestEvent.MessagesDropped;
import io.herald.persistence.partition.ManifestEvent.SegmentDeleted;
import io.herald.persistence.partition.ManifestState;
import io.herald.persistence.partition.Segment;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.Origin;
import io.herald.protocol.message.PublishKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A million random steps of a whole partition: publishing with and without keys, for all channels
 * or one, at once or for later; writes that fail or only seem to; three channels that deliver,
 * requeue, bury, expire, cancel, empty and seek; retention and full topics; and crashes of all of
 * it, with nothing left but bytes. At every step nothing may have been lost, delivered early, out
 * of order, twice after it was finished for good, or stored twice under one key.
 *
 * <p>A failure prints its seed; {@code -Dherald.model.seed=N} replays it.
 */
class PartitionModelTest {
  private static final int STEPS = Integer.getInteger("herald.model.steps", 1_000_000);
  private static final int STEPS_PER_RUN = 10_000;
  private static final int FRAME = MessageFrame.HEADER_BYTES + 1;
  private static final int KEYS_USED = 40;
  private static final int KEYS_MAX = 100_000; // no key is pushed out: only time forgets one
  private static final long SEGMENT_BYTES = 200L * FRAME;

  private final TestInbox<AppendReply> publisher = TestInbox.create();

  private SplittableRandom random;
  private long now;
  private long windowMillis;
  private Retention rule;
  private StoredPartition store;
  private AppendQueue queue;
  private List<PlayedChannel> channels;
  private final Map<Long, Append> unanswered = new LinkedHashMap<>();
  private final Map<PublishKey, MessageBatch> firsts = new HashMap<>(); // as they are stored
  private final List<Segment> going = new ArrayList<>();
  private long lastToken;

  // over all runs: that the steps do what they are here for
  private long repeats;
  private long deliveries;
  private long buried;
  private long expired;
  private long deleted;
  private long dropped;

  @Test
  void nothingIsLostAndNothingComesThatMustNot() {
    Long replayed = Long.getLong("herald.model.seed");
    long seed = replayed != null ? replayed : System.nanoTime();
    for (int steps = 0; steps < STEPS; steps += STEPS_PER_RUN, seed++) {
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("replay with -Dherald.model.seed=" + seed, e);
      }
    }
    System.out.printf(
        "%,d deliveries, %,d repeated publishes, %,d buried, %,d too old, %,d segments deleted,"
            + " %,d drops%n",
        deliveries, repeats, buried, expired, deleted, dropped);
    if (replayed == null) {
      assertThat(List.of(repeats, deliveries, buried, expired, deleted, dropped))
          .allSatisfy(count -> assertThat(count).isGreaterThan(10));
    }
  }

  private void run(long seed) {
    random = new SplittableRandom(new SplittableRandom(seed).nextLong());
    now = 1_800_000_000_000L;
    windowMillis = 50L + random.nextInt(3000);
    store = new StoredPartition(random, 0, KEYS_MAX, windowMillis);
    unanswered.clear();
    firsts.clear();
    going.clear();
    changeRetention();
    recoverQueue();
    boolean isOrdered = random.nextInt(3) == 0;
    long ttl = random.nextBoolean() ? 0 : 2000L + random.nextInt(100_000);
    channels = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      int attemptsMax = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
      var settings = new PlayedChannel.Settings(isOrdered, attemptsMax, ttl);
      channels.add(new PlayedChannel(name, settings, store, random));
    }
    for (int step = 0; step < STEPS_PER_RUN; step++) {
      step();
    }
    for (PlayedChannel channel : channels) {
      channel.drain(now);
      deliveries += channel.deliveries;
      buried += channel.buried;
      expired += channel.expired;
    }
  }

  private void step() {
    int dice = random.nextInt(1000);
    if (dice < 120) {
      publish();
    } else if (dice < 220) {
      write();
    } else if (dice < 900) {
      anyChannel().step(now);
    } else if (dice < 960) {
      now += random.nextInt(20) == 0 ? random.nextInt(8000) : random.nextInt(50);
    } else if (dice < 985) {
      clean();
    } else if (dice < 990) {
      purge();
    } else if (dice < 993) {
      anyChannel().seek(anyKept());
    } else if (dice < 994) {
      anyChannel().empty();
    } else if (dice < 996) {
      changeRetention();
    } else {
      crash();
    }
  }

  private PlayedChannel anyChannel() {
    return channels.get(random.nextInt(channels.size()));
  }

  // ---- publishing

  private void publish() {
    long bytes = bytes();
    if (rule.isFull(bytes) && !rule.limit().dropsOldest()) {
      return; // refused
    }
    int count = 1 + random.nextInt(8);
    byte[] frames = new byte[count * FRAME];
    for (int at = 0; at < frames.length; ) {
      at = MessageFrame.layOut(frames, at, new byte[1], 0, 1);
    }
    Origin origin = Origin.of("10.0.0.1");
    if (random.nextInt(3) == 0) {
      origin = origin.once(new PublishKey(random.nextInt(KEYS_USED), 7));
    }
    if (random.nextInt(15) == 0) {
      origin = origin.to(anyChannel().name);
    }
    Deferrals deferrals =
        random.nextInt(6) > 0
            ? Deferrals.NONE
            : new Deferrals(new long[] {count - 1L}, new long[] {now + random.nextInt(10_000)});
    Append append =
        new Append(++lastToken, frames, count, count, deferrals, origin, publisher.getRef());
    unanswered.put(append.token(), append);
    queue.add(append);
  }

  private void write() {
    MessageBatch batch = queue.nextBatch(store.tail(), now * 1_000_000);
    expectAnswers(null);
    if (batch == null) {
      return;
    }
    int dice = random.nextInt(40);
    if (dice > 0) { // else it failed and was not written
      store.persist(batch);
      batch.origin().keys().entries().forEach(entry -> remember(entry.key(), batch));
    }
    if (dice > 1) {
      queue.acknowledge(batch);
      expectAnswers(batch);
      if (store.segment().bytes() >= rule.segmentBytesMax(SEGMENT_BYTES)) {
        roll();
      }
    } else { // or it was written and seemed to fail
      queue.reject("disk");
      forgetAnswers();
      store.recover();
      recoverQueue();
    }
  }

  /** A key may come again when its time is over, and not before. */
  private void remember(PublishKey key, MessageBatch batch) {
    MessageBatch first = firsts.put(key, batch);
    assertThat(first == null || first.publishedMillis() < now - windowMillis)
        .as("%s is stored twice", key)
        .isTrue();
  }

  /** OK means: stored now, or under the same key before. */
  private void expectAnswers(MessageBatch batch) {
    for (AppendReply reply : publisher.getAllReceived()) {
      AppendReply.Appended appended = (AppendReply.Appended) reply;
      Append append = unanswered.remove(appended.token());
      long offset = MessageId.offset(appended.firstId());
      if (appended.isRepeat()) {
        MessageBatch first = firsts.get(append.origin().key().orElseThrow());
        assertThat(first.contains(offset)).as("first of %s", append.origin()).isTrue();
        repeats++;
      } else {
        assertThat(batch.contains(offset)).isTrue();
        assertThat(batch.endOffset()).isGreaterThanOrEqualTo(offset + append.count());
      }
    }
  }

  private void forgetAnswers() {
    assertThat(publisher.getAllReceived())
        .noneMatch(reply -> reply instanceof AppendReply.Appended);
    unanswered.clear();
  }

  private void roll() {
    store.roll(now);
    queue.recovered(store.keys(now));
  }

  private void recoverQueue() {
    queue = new AppendQueue(0, 20 * FRAME, new KeyWindow(windowMillis, KEYS_MAX));
    queue.recovered(store.keys(now));
  }

  // ---- retention, as the partition does it

  private void changeRetention() {
    long bytesMax = random.nextInt(3) == 0 ? FRAME * (100L + random.nextInt(2000)) : 0;
    long limit = random.nextBoolean() ? 0 : FRAME * (500L + random.nextInt(5000));
    rule =
        new Retention(
            random.nextInt(20_000),
            bytesMax,
            new Limit("limit-bytes", limit, random.nextInt(3) > 0));
  }

  private long bytes() {
    return store.manifest().sealedBytes() + store.segment().bytes();
  }

  private void clean() {
    ManifestState manifest = store.manifest();
    long open = store.segment().bytes();
    long finishedTo = channels.stream().mapToLong(PlayedChannel::storedFloor).min().orElseThrow();
    for (Segment segment : rule.expired(manifest, finishedTo, open, now)) {
      for (PlayedChannel channel : channels) {
        assertThat(channel.hasStoredAllBelow(segment.endOffset()))
            .as("%s still needs %s", channel.name, segment)
            .isTrue();
      }
      if (!going.contains(segment)) {
        going.add(segment);
      }
    }
    long upTo = rule.overflow(manifest, open);
    if (upTo > Math.max(finishedTo, manifest.droppedTo())) {
      store.persist(new MessagesDropped(upTo));
      dropped++;
      if (random.nextInt(5) == 0) {
        crash();
      } else {
        channels.forEach(channel -> channel.dropBelow(upTo));
      }
    }
  }

  /** Bytes go first, then what the manifest knows of them. */
  private void purge() {
    for (Segment segment : List.copyOf(going)) {
      store.purge(segment.baseOffset(), segment.endOffset());
      if (random.nextInt(30) == 0) {
        channels.forEach(channel -> channel.mayMissBelow(segment.endOffset()));
        crash();
        return;
      }
      store.persist(new SegmentDeleted(segment.number()));
      going.remove(segment);
      deleted++;
    }
  }

  /** Where a channel can be sent. */
  private long anyKept() {
    ManifestState manifest = store.manifest();
    long first = store.tail();
    for (Segment segment : manifest.segments()) {
      if (!going.contains(segment)) {
        first = Math.max(segment.baseOffset(), manifest.droppedTo());
        break;
      }
    }
    return first + random.nextLong(store.tail() - first + 1);
  }

  private void crash() {
    going.clear();
    queue.end("crash");
    forgetAnswers();
    store.recover();
    recoverQueue();
    channels.forEach(channel -> channel.crash(store.manifest().droppedTo()));
  }
}
