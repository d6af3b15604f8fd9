package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyCollectorTest {
  private static final StatusReply<Done> NOT_FOUND = error(Reason.CHANNEL_NOT_FOUND);
  private static final StatusReply<Done> NOT_STORED = error(Reason.NOT_STORED);

  private final TestInbox<StatusReply<Done>> asker = TestInbox.create();

  private static StatusReply<Done> error(Reason reason) {
    return StatusReply.error(new BrokerException(reason, "no"));
  }

  private StatusReply<Done> collected(List<StatusReply<Done>> replies) {
    BehaviorTestKit<StatusReply<Done>> collector =
        BehaviorTestKit.create(ReplyCollector.create(replies.size(), asker.getRef()));
    for (StatusReply<Done> reply : replies) {
      assertThat(asker.hasMessages()).isFalse();
      collector.run(reply);
    }
    return asker.receiveMessage();
  }

  @Test
  void allThatIsDoneIsDone() {
    assertThat(collected(List.of())).isEqualTo(StatusReply.ack());
    assertThat(collected(List.of(StatusReply.ack(), StatusReply.ack())))
        .isEqualTo(StatusReply.ack());
  }

  @Test
  void anyErrorIsTheAnswer() {
    assertThat(collected(List.of(StatusReply.ack(), NOT_STORED, StatusReply.ack())))
        .isEqualTo(NOT_STORED);
  }

  @Test
  void aChannelThatSomeHaveIsFoundAndOneThatNobodyHasIsNot() {
    assertThat(collected(List.of(NOT_FOUND, StatusReply.ack(), NOT_FOUND)))
        .isEqualTo(StatusReply.ack());
    assertThat(collected(List.of(NOT_FOUND, NOT_FOUND))).isEqualTo(NOT_FOUND);
    assertThat(collected(List.of(NOT_FOUND, NOT_STORED))).isEqualTo(NOT_STORED);
  }
}
