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
import io.herald.protocol.message.PublishKeys;
import io.herald.protocol.name.ChannelName;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
  private static final int FRAME = MessageFrame.HEADER_BYTES + 6;

  private final AppendQueue queue = new AppendQueue(1, 5 * FRAME, new KeyWindow(1000, 3));
  private final TestInbox<AppendReply> publisher = TestInbox.create();
  private long lastToken;

  /** An append of messages of 6 bytes; {@code deferred} counts from 0, −1 = none. */
  private void append(int count, int deferred) {
    append(count, deferred, Origin.UNKNOWN);
  }

  private void append(int count, int deferred, Origin origin) {
    byte[] frames = new byte[count * FRAME];
    for (int at = 0; at < frames.length; ) {
      at = MessageFrame.layOut(frames, at, new byte[6], 0, 6);
    }
    Deferrals deferrals =
        deferred < 0 ? Deferrals.NONE : new Deferrals(new long[] {deferred}, new long[] {99});
    queue.add(
        new Append(++lastToken, frames, count, 6 * count, deferrals, origin, publisher.getRef()));
  }

  /** The next batch, published at this time. */
  private MessageBatch next(long baseOffset, long millis) {
    return queue.nextBatch(baseOffset, millis * 1_000_000);
  }

  /** The same, and it is stored. */
  private MessageBatch store(long baseOffset, long millis) {
    MessageBatch batch = next(baseOffset, millis);
    queue.acknowledge(batch);
    return batch;
  }

  private static AppendReply stored(long token, long firstOffset) {
    return new AppendReply.Appended(token, MessageId.of(1, firstOffset), false);
  }

  private static AppendReply repeated(long token, long firstOffset) {
    return new AppendReply.Appended(token, MessageId.of(1, firstOffset), true);
  }

  private static Origin once(String key) {
    return Origin.UNKNOWN.once(PublishKey.of(key));
  }

  @Test
  void whatHasPiledUpIsOneBatchUpToTheLimit() {
    append(2, -1);
    append(3, -1);
    append(1, -1);
    MessageBatch batch = next(100, 5000);
    assertThat(batch.count()).isEqualTo(5);
    assertThat(batch.sizeBytes()).isEqualTo(5 * FRAME).isEqualTo(batch.bytes().length);
    assertThat(MessageFrame.id(batch.bytes(), batch.position(104))).isEqualTo(MessageId.of(1, 104));
    assertThat(queue.acknowledge(batch)).isEqualTo(30);
    assertThat(publisher.getAllReceived()).isEqualTo(List.of(stored(1, 100), stored(2, 102)));
    assertThat(next(105, 6000).count()).isEqualTo(1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anAppendIsNeverSplitHoweverLarge() {
    append(3, -1);
    append(9, -1);
    append(1, -1);
    assertThat(store(100, 1).count()).isEqualTo(3);
    assertThat(store(103, 2).count()).isEqualTo(9);
    assertThat(store(112, 3).count()).isEqualTo(1);
  }

  @Test
  void deferralsMoveWithTheirMessages() {
    append(2, 1);
    append(1, -1);
    append(2, 0);
    assertThat(next(100, 1).deferrals())
        .isEqualTo(new Deferrals(new long[] {101, 103}, new long[] {99, 99}));
  }

  @Test
  void aRefusalReachesWhatIsWrittenAndWhatWaits() {
    append(5, -1);
    append(1, -1);
    next(100, 1);
    queue.reject("disk full");
    assertThat(publisher.getAllReceived())
        .isEqualTo(
            List.of(
                new AppendReply.Rejected(1, "disk full"),
                new AppendReply.Rejected(2, "disk full")));
    append(1, -1);
    queue.turnAway();
    assertThat(publisher.receiveMessage()).isEqualTo(new AppendReply.TopicGone(3));
    assertThat(queue.isEmpty()).isTrue();
    assertThat(publisher.hasMessages()).isFalse();
  }

  @Test
  void aRepeatIsAnsweredWithTheFirstAndNotWritten() {
    append(2, -1, once("a"));
    append(1, -1, once("b"));
    append(2, -1, once("a"));
    append(1, -1);
    MessageBatch batch = store(100, 5000);
    assertThat(batch.count()).isEqualTo(4);
    assertThat(batch.origin().keys().entries())
        .containsExactly(
            new PublishKeys.Entry(100, PublishKey.of("a")),
            new PublishKeys.Entry(102, PublishKey.of("b")));
    assertThat(publisher.getAllReceived())
        .containsExactly(stored(1, 100), stored(2, 102), stored(4, 103), repeated(3, 100));
    append(1, -1, once("b"));
    assertThat(next(104, 6000)).as("there is nothing to write").isNull();
    assertThat(publisher.receiveMessage()).isEqualTo(repeated(5, 102));
    append(1, -1, once("b"));
    assertThat(store(104, 6001).count()).as("1001 ms later it is forgotten").isEqualTo(1);
    assertThat(publisher.receiveMessage()).isEqualTo(stored(6, 104));
  }

  @Test
  void aRepeatOfWhatFailsFailsToo() {
    append(1, -1, once("a"));
    append(1, -1, once("a"));
    next(100, 1);
    append(1, -1, once("a"));
    queue.reject("disk full");
    assertThat(publisher.getAllReceived())
        .extracting(AppendReply::getClass)
        .containsExactly(
            AppendReply.Rejected.class, AppendReply.Rejected.class, AppendReply.Rejected.class);
    append(1, -1, once("a"));
    store(100, 2);
    assertThat(publisher.getAllReceived()).as("the key is free").containsExactly(stored(4, 100));
  }

  @Test
  void ofTooManyKeysTheOldestIsForgotten() {
    for (String key : List.of("a", "b", "c", "d")) {
      append(1, -1, once(key));
    }
    store(100, 1);
    append(1, -1, once("a"));
    append(1, -1, once("d"));
    MessageBatch batch = store(104, 2);
    assertThat(batch.count()).as("a is new").isEqualTo(1);
    assertThat(batch.origin().keys().keptFrom()).as("of b").isEqualTo(101);
  }

  @Test
  void publishersAreRunsOfMessages() {
    append(2, -1, Origin.of("10.0.0.1:1"));
    append(1, -1, Origin.of("10.0.0.1:1"));
    append(1, -1, Origin.of("10.0.0.2:2"));
    MessageBatch batch = next(100, 1);
    assertThat(batch.origin().publishers().runCount()).isEqualTo(2);
    assertThat(batch.publisher(102)).isEqualTo("10.0.0.1:1");
    assertThat(batch.publisher(103)).isEqualTo("10.0.0.2:2");
  }

  @Test
  void whatIsForOneChannelIsABatchOfItsOwn() {
    ChannelName channel = new ChannelName("c");
    append(1, -1);
    append(1, -1, Origin.UNKNOWN.to(channel));
    append(1, -1, Origin.UNKNOWN.to(channel));
    append(1, -1);
    assertThat(store(100, 1).origin().audience()).isEmpty();
    MessageBatch forOne = store(101, 2);
    assertThat(forOne.count()).isEqualTo(2);
    assertThat(forOne.origin().audience()).contains(channel);
    assertThat(store(103, 3).origin().audience()).isEmpty();
  }
}
