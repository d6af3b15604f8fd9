package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestInbox;
import io.herald.broker.session.AppendReply;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendQueueTest {
  private static final int FRAME = MessageFrame.HEADER_BYTES + 6;

  private final AppendQueue queue = new AppendQueue(5 * FRAME);
  private final TestInbox<AppendReply> publisher = TestInbox.create();
  private long lastToken;

  /** An append of messages of 6 bytes; {@code deferred} counts from 0, −1 = none. */
  private void append(int count, int deferred) {
    byte[] frames = new byte[count * FRAME];
    for (int at = 0; at < frames.length; ) {
      at = MessageFrame.layOut(frames, at, new byte[6], 0, 6);
    }
    Deferrals deferrals =
        deferred < 0 ? Deferrals.NONE : new Deferrals(new long[] {deferred}, new long[] {99});
    queue.add(new Append(++lastToken, frames, count, 6 * count, deferrals, publisher.getRef()));
  }

  @Test
  void whatHasPiledUpIsOneBatchUpToTheLimit() {
    append(2, -1);
    append(3, -1);
    append(1, -1);
    MessageBatch batch = queue.nextBatch(1, 100, 5000);
    assertThat(batch.count()).isEqualTo(5);
    assertThat(batch.sizeBytes()).isEqualTo(5 * FRAME).isEqualTo(batch.bytes().length);
    assertThat(MessageFrame.id(batch.bytes(), batch.position(104))).isEqualTo(MessageId.of(1, 104));
    assertThat(queue.acknowledge()).isEqualTo(30);
    assertThat(publisher.getAllReceived())
        .isEqualTo(List.of(new AppendReply.Appended(1), new AppendReply.Appended(2)));
    assertThat(queue.nextBatch(1, 105, 6000).count()).isEqualTo(1);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anAppendIsNeverSplitHoweverLarge() {
    append(3, -1);
    append(9, -1);
    append(1, -1);
    assertThat(queue.nextBatch(1, 100, 1).count()).isEqualTo(3);
    queue.acknowledge();
    assertThat(queue.nextBatch(1, 103, 2).count()).isEqualTo(9);
    queue.acknowledge();
    assertThat(queue.nextBatch(1, 112, 3).count()).isEqualTo(1);
  }

  @Test
  void deferralsMoveWithTheirMessages() {
    append(2, 1);
    append(1, -1);
    append(2, 0);
    assertThat(queue.nextBatch(1, 100, 1).deferrals())
        .isEqualTo(new Deferrals(new long[] {101, 103}, new long[] {99, 99}));
  }

  @Test
  void aRefusalReachesWhatIsWrittenAndWhatWaits() {
    append(5, -1);
    append(1, -1);
    queue.nextBatch(1, 100, 1);
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
    assertThat(queue.acknowledge()).isZero();
    assertThat(publisher.hasMessages()).isFalse();
  }
}
