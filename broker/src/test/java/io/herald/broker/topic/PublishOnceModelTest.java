package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.herald.broker.delivery.KeyWindow;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.Origin;
import io.herald.protocol.message.PublishKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A million random steps of a partition that remembers publish keys, against a list of everything
 * that was ever stored: publishes, writes that succeed, fail, or seem to fail, new segments,
 * snapshots, crashes. What is stored goes through its real bytes. {@code -Dherald.model.seed=N}
 * replays a run.
 */
class PublishOnceModelTest {
  private static final int RUNS = 20;
  private static final int STEPS_PER_RUN = 50_000;

  private final TestInbox<AppendReply> publisher = TestInbox.create();

  private SplittableRandom random;
  private long windowMillis;
  private int keysMax;
  private int keysUsed;
  private long now;

  // the model: what is stored, and who waits for an answer
  private record Stored(long offset, PublishKey key, long millis) {}

  private final List<Stored> stored = new ArrayList<>();
  private final Map<PublishKey, Integer> newest = new HashMap<>(); // index in stored
  private final Map<Long, Append> unanswered = new HashMap<>();
  private long tail;
  private long lastToken;

  private AppendQueue queue;
  private StoredPartition store;
  private int repeats;
  private int firsts;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRepeatIsWhatTheListSays(boolean manyKeys) {
    long seed = Long.getLong("herald.model.seed", System.nanoTime());
    System.out.println("herald.model.seed=" + seed);
    for (int run = 0; run < RUNS / 2; run++) {
      random = new SplittableRandom(seed + run);
      run(manyKeys);
    }
    assertThat(repeats).as("seed %d", seed).isGreaterThan(1000);
    assertThat(firsts).as("seed %d", seed).isGreaterThan(1000);
  }

  private void run(boolean manyKeys) {
    windowMillis = 50L + random.nextInt(1000);
    keysMax = manyKeys ? 1 + random.nextInt(20) : 10_000;
    keysUsed = manyKeys ? 60 : 30;
    now = 1_800_000_000_000L;
    stored.clear();
    newest.clear();
    unanswered.clear();
    tail = 1000;
    store = new StoredPartition(random, tail, keysMax, windowMillis);
    recover();
    for (int step = 0; step < STEPS_PER_RUN; step++) {
      step();
    }
  }

  private void step() {
    int dice = random.nextInt(1000);
    if (dice < 550) {
      publish();
    } else if (dice < 850) {
      write();
    } else if (dice < 980) {
      now += random.nextInt(40) == 0 ? random.nextInt(1500) : random.nextInt(10);
    } else if (dice < 995) {
      roll();
    } else {
      crash();
    }
  }

  private void publish() {
    int count = 1 + random.nextInt(3);
    byte[] frames = new byte[count * (MessageFrame.HEADER_BYTES + 1)];
    for (int at = 0; at < frames.length; ) {
      at = MessageFrame.layOut(frames, at, new byte[1], 0, 1);
    }
    Origin origin = Origin.of("10.0.0." + random.nextInt(3));
    if (random.nextInt(5) > 0) {
      origin = origin.once(new PublishKey(random.nextInt(keysUsed), 7));
    }
    Append append =
        new Append(++lastToken, frames, count, count, Deferrals.NONE, origin, publisher.getRef());
    unanswered.put(append.token(), append);
    queue.add(append);
  }

  private void write() {
    MessageBatch batch = queue.nextBatch(tail, now * 1_000_000);
    Set<Long> repeated = expectRepeats(tail);
    if (batch == null) {
      assertThat(queue.isEmpty()).isTrue();
      return;
    }
    int dice = random.nextInt(40);
    boolean isStored = dice != 0;
    if (isStored) {
      store.persist(batch);
    }
    if (dice > 1) {
      queue.acknowledge(batch);
      expectStored(batch, repeated);
      note(batch);
    } else { // it failed, or only seemed to
      if (isStored) {
        note(batch);
      }
      queue.reject("disk");
      expectRefused();
      recover();
    }
  }

  /** Answers that come before the write: of what had been stored before. */
  private Set<Long> expectRepeats(long batchOffset) {
    Set<Long> answered = new TreeSet<>();
    for (AppendReply reply : publisher.getAllReceived()) {
      AppendReply.Appended appended = (AppendReply.Appended) reply;
      Append append = unanswered.remove(appended.token());
      assertThat(appended.isRepeat()).isTrue();
      long offset = MessageId.offset(appended.firstId());
      assertThat(offset).isLessThan(batchOffset);
      assertThat(live(append.origin().key().orElseThrow())).contains(offset);
      answered.add(appended.token());
      repeats++;
    }
    return answered;
  }

  /** Answers to what is in the batch, and to repeats within it. */
  private void expectStored(MessageBatch batch, Set<Long> repeated) {
    Map<PublishKey, Long> inBatch = new HashMap<>();
    long next = batch.baseOffset();
    for (AppendReply reply : publisher.getAllReceived()) {
      AppendReply.Appended appended = (AppendReply.Appended) reply;
      assertThat(repeated).doesNotContain(appended.token());
      Append append = unanswered.remove(appended.token());
      Optional<PublishKey> key = append.origin().key();
      long offset = MessageId.offset(appended.firstId());
      if (appended.isRepeat()) {
        assertThat(inBatch.get(key.orElseThrow())).isEqualTo(offset);
        repeats++;
      } else {
        assertThat(offset).isEqualTo(next);
        assertThat(batch.publisher(offset)).isEqualTo(append.origin().publisher());
        key.ifPresent(
            each -> {
              assertThat(live(each)).as("it was forgotten").isEmpty();
              assertThat(inBatch.put(each, offset)).isNull();
            });
        next += append.count();
        firsts++;
      }
    }
    assertThat(next).isEqualTo(batch.endOffset());
  }

  private void expectRefused() {
    for (AppendReply reply : publisher.getAllReceived()) {
      assertThat(reply).isNotInstanceOf(AppendReply.Appended.class);
      unanswered.remove(reply.token());
    }
    assertThat(unanswered).isEmpty();
  }

  /** What the model remembers: the newest of all keys that are not too old. */
  private Optional<Long> live(PublishKey key) {
    Integer index = newest.get(key);
    if (index == null || index < stored.size() - keysMax) {
      return Optional.empty();
    }
    Stored last = stored.get(index);
    return last.millis() < now - windowMillis ? Optional.empty() : Optional.of(last.offset());
  }

  private void note(MessageBatch batch) {
    batch
        .origin()
        .keys()
        .entries()
        .forEach(
            entry -> {
              newest.put(entry.key(), stored.size());
              stored.add(new Stored(entry.offset(), entry.key(), now));
            });
    tail = batch.endOffset();
  }

  private void roll() {
    store.roll(now);
    queue.recovered(store.keys(now));
  }

  private void crash() {
    queue.end("crash");
    expectRefused();
    recover();
  }

  /** From what is stored, into a partition that knows nothing. */
  private void recover() {
    store.recover();
    KeyWindow window = new KeyWindow(windowMillis, keysMax);
    queue = new AppendQueue(0, 20 * (MessageFrame.HEADER_BYTES + 1), window);
    queue.recovered(store.keys(now));
  }
}
