package io.herald.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.PartitionReply.Answered;
import io.herald.broker.request.PartitionReply.Expected;
import io.herald.broker.request.PartitionReply.Refused;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerCollectorTest {
  private final TestInbox<StatusReply<PartitionAnswers>> asker = TestInbox.create();

  private static Answered answered(int partition) {
    return new Answered(partition, Applied.INSTANCE);
  }

  private static Refused refused(int partition, Reason reason) {
    return new Refused(partition, new BrokerException(reason, reason + " in " + partition));
  }

  /** The answer, which must come with the last of the replies. */
  private StatusReply<PartitionAnswers> collected(PartitionReply... replies) {
    BehaviorTestKit<PartitionReply> collector =
        BehaviorTestKit.create(AnswerCollector.create(Duration.ofMinutes(1), asker.getRef()));
    for (PartitionReply reply : replies) {
      assertThat(asker.hasMessages()).isFalse();
      collector.run(reply);
    }
    return asker.receiveMessage();
  }

  private void expectError(Reason reason, StatusReply<PartitionAnswers> reply) {
    assertThat(((BrokerException) reply.getError()).reason()).isEqualTo(reason);
  }

  @Test
  void theAnswersOfAllPartitionsAreTheAnswerInWhateverOrderTheyCome() {
    assertThat(
            collected(answered(1), new Expected(0, 3), answered(2), answered(2), answered(0))
                .getValue()
                .as(Applied.class))
        .containsOnlyKeys(0, 1, 2);
    assertThat(collected(new Expected(4, 5), answered(4)).getValue().byPartition())
        .containsOnlyKeys(4);
  }

  @Test
  void whatTheLowestPartitionRefusesIsTheAnswerWhenAllHaveSpoken() {
    expectError(
        Reason.NOT_STORED,
        collected(
            new Expected(0, 3),
            refused(2, Reason.NOT_AVAILABLE),
            answered(0),
            refused(1, Reason.NOT_STORED)));
  }

  @Test
  void aChannelThatSomeHaveIsFoundAndOneThatNobodyHasIsNot() {
    Refused first = refused(0, Reason.CHANNEL_NOT_FOUND);
    assertThat(collected(new Expected(0, 2), first, answered(1)).getValue().byPartition())
        .containsOnlyKeys(1);
    expectError(
        Reason.CHANNEL_NOT_FOUND,
        collected(new Expected(0, 2), first, refused(1, Reason.CHANNEL_NOT_FOUND)));
    expectError(
        Reason.NOT_STORED, collected(new Expected(0, 2), first, refused(1, Reason.NOT_STORED)));
  }

  @Test
  void whoRefusesAndAnswersWhenAskedAgainStandsForNobodyElse() {
    Refused first = refused(0, Reason.CHANNEL_NOT_FOUND);
    assertThat(
            collected(new Expected(0, 2), first, answered(0), first, answered(1))
                .getValue()
                .byPartition())
        .containsOnlyKeys(0, 1);
  }

  @Test
  void aTopicThatRefusesAsksNobody() {
    expectError(
        Reason.TOPIC_NOT_FOUND, collected(refused(PartitionReply.TOPIC, Reason.TOPIC_NOT_FOUND)));
  }

  @Test
  void whoDoesNotAnswerInTimeIsNamed() {
    ActorTestKit kit = ActorTestKit.create();
    try {
      TestProbe<StatusReply<PartitionAnswers>> late = kit.createTestProbe();
      ActorRef<PartitionReply> collector =
          kit.spawn(AnswerCollector.create(Duration.ofSeconds(1), late.ref()));
      collector.tell(new Expected(0, 4));
      collector.tell(answered(2));
      collector.tell(refused(0, Reason.NOT_STORED));
      Throwable error = late.receiveMessage(Duration.ofSeconds(20)).getError();
      assertThat(error).hasMessage("partition 1, 3 did not answer within 1 s");
      kit.spawn(AnswerCollector.create(Duration.ofSeconds(1), late.ref()));
      assertThat(late.receiveMessage(Duration.ofSeconds(20)).getError())
          .hasMessage("the topic did not answer within 1 s");
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void whatWasLostIsAskedAgainAndWhoHasAnsweredIsHeardOnce() {
    ActorTestKit kit = ActorTestKit.create();
    try {
      TestProbe<StatusReply<PartitionAnswers>> answer = kit.createTestProbe();
      TestProbe<ActorRef<PartitionReply>> asked = kit.createTestProbe();
      ActorRef<PartitionReply> collector =
          kit.spawn(
              AnswerCollector.repeating(
                  Duration.ofMinutes(1), Duration.ofMillis(50), asked.ref()::tell, answer.ref()));
      collector.tell(new Expected(0, 2));
      collector.tell(answered(1)); // partition 0 has not heard of it
      ActorRef<PartitionReply> again = asked.receiveMessage(Duration.ofSeconds(20));
      again.tell(new Expected(0, 2));
      again.tell(answered(1));
      answer.expectNoMessage();
      again.tell(answered(0));
      assertThat(
              answer.receiveMessage(Duration.ofSeconds(20)).getValue().as(Applied.class).keySet())
          .containsExactly(0, 1);
    } finally {
      kit.shutdownTestKit();
    }
  }
}
