package io.herald.broker.topic;

import static io.herald.broker.request.PartitionRequest.ALL;
import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.AnswerCollector;
import io.herald.broker.request.Applied;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.seek.FindPosition;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.seek.Position;
import io.herald.broker.seek.SeekChannel;
import io.herald.broker.seek.SeekTarget;
import io.herald.broker.seek.Sought;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests from one node to a partition of another, over TCP. */
class RemoteRequestTest {
  private static final ChannelName C = new ChannelName("c");

  @TempDir private Path directory;
  private RemoteWorld world;

  @BeforeEach
  void start() {
    world = RemoteWorld.start(directory);
    world.owner.start(false);
    world.owner.open("c");
  }

  @AfterEach
  void close() {
    world.close();
  }

  /** What the collector on the other node makes of it. */
  private StatusReply<PartitionAnswers> ask(PartitionRequest request) {
    TestProbe<StatusReply<PartitionAnswers>> asker = world.other.createTestProbe();
    ActorRef<PartitionReply> collector =
        world.other.spawn(AnswerCollector.create(PATIENCE, asker.ref()));
    collector.tell(new PartitionReply.Expected(0, 1));
    world.fromOther(world.owner.partition()).tell(new TopicPartition.Ask(request, collector));
    return asker.receiveMessage(PATIENCE);
  }

  @Test
  void requestsAndAnswersCross() {
    world.owner.publish("one", "two", "three");
    Position first =
        ask(new FindPosition(SeekTarget.BEGINNING, ALL)).getValue().as(Position.class).get(0);
    assertThat(first.end()).isEqualTo(first.first() + 3);
    List<PartitionOffset> last = List.of(new PartitionOffset(0, first.end() - 1));
    assertThat(ask(new SeekChannel(C, ALL, last, false)).getValue().as(Sought.class).get(0))
        .isEqualTo(new Sought(first.first(), first.end() - 1, first.end(), 0, 2, 0));
    assertThat(ask(new PauseChannel(C, true)).getValue().as(Applied.class)).containsOnlyKeys(0);
    assertThat(world.owner.stats("c").paused()).isTrue();
  }

  @Test
  void refusalsKeepTheirReason() {
    BrokerException refusal =
        (BrokerException) ask(new PauseChannel(new ChannelName("x"), true)).getError();
    assertThat(refusal.reason()).isEqualTo(Reason.CHANNEL_NOT_FOUND);
  }
}
