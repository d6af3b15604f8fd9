package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.herald.broker.channel.Channel;
import io.herald.broker.remote.RemotePartition;
import io.herald.broker.request.DeleteChannel;
import io.herald.broker.session.AppendReply;
import io.herald.broker.session.AppendReply.Appended;
import io.herald.broker.session.AppendReply.Rejected;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.Settlement;
import io.herald.broker.stats.ClientStats;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition on one node, its publishers and consumers on another, over Artery. */
class RemotePartitionTest {
  private static final long NEVER_MILLIS = 600_000;

  @TempDir private Path directory;
  private RemoteWorld world;
  private TestProbe<AppendReply> publisher;
  private ActorRef<TopicPartition.Command> remote;

  @BeforeEach
  void start() {
    world = RemoteWorld.start(directory);
    world.owner.start(false, "c");
    publisher = world.other.createTestProbe();
    remote = world.remotePartition();
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private void append(long token, List<byte[]> bodies) {
    Publisher.Layout laidOut = Publisher.append(bodies, 0, Origin.UNKNOWN);
    remote.tell(
        new TopicPartition.Append(
            token,
            laidOut.frames(),
            laidOut.count(),
            laidOut.bodyBytes(),
            Deferrals.NONE,
            laidOut.origin(),
            publisher.ref()));
  }

  private void expectAppended(long token) {
    assertThat(publisher.expectMessageClass(Appended.class, PATIENCE).token()).isEqualTo(token);
  }

  private void publish(int from, int to) {
    append(from, IntStream.range(from, to).mapToObj(n -> ("m" + n).getBytes(US_ASCII)).toList());
    expectAppended(from);
  }

  private TestConsumer consumer() {
    return TestConsumer.subscribed(world.other, remote, "c", NEVER_MILLIS);
  }

  @Test
  void aPublishOnOneNodeIsStoredOnAnother() {
    append(7, List.of("hello".getBytes(US_ASCII)));
    expectAppended(7);
    TestConsumer local = world.owner.subscribe("c", NEVER_MILLIS).ready(1);
    assertThat(local.next().body()).isEqualTo("hello");
  }

  @Test
  void whatWaitsForAnAnswerIsRefusedWhenItsNodeStopsUsingTheTopic() {
    TestProbe<TopicPartition.Command> silent = world.other.createTestProbe();
    remote = world.other.spawn(RemotePartition.create(0, silent.ref()));
    append(7, List.of("hello".getBytes(US_ASCII)));
    silent.receiveMessage(PATIENCE);
    world.other.stop(remote, PATIENCE);
    AppendReply.Rejected refusal =
        publisher.expectMessageClass(AppendReply.Rejected.class, PATIENCE);
    assertThat(refusal.token()).isEqualTo(7);
    assertThat(refusal.reason()).contains("unknown");
  }

  @Test
  void fiveMebibytesPassAtOnce() {
    byte[] large = new byte[5 << 20];
    Arrays.fill(large, (byte) 'x');
    append(1, List.of(large));
    expectAppended(1);
    assertThat(consumer().ready(1).next().body()).hasSize(5 << 20);
  }

  @Test
  void manySmallMessagesPassAtOnceThatTakeMuchMoreAsFrames() {
    append(1, Collections.nCopies(1 << 20, new byte[] {'x'})); // 5 MiB as an MPUB
    expectAppended(1);
    assertThat(consumer().ready(1).next().body()).isEqualTo("x");
  }

  @Test
  void tenThousandMessagesAreDeliveredToAnotherNodeAndFinished() {
    TestConsumer consumer = consumer().ready(500);
    for (int from = 0; from < 10_000; from += 100) {
      publish(from, from + 100);
    }
    for (int n = 0; n < 10_000; n++) {
      Received message = consumer.next();
      assertThat(message.body()).isEqualTo("m" + n);
      assertThat(message.attempts()).isEqualTo(1);
      consumer.finish(message);
    }
    RemoteWorld.await(
        () ->
            world.owner.stats("c").inFlightCount.value() == 0
                && world.owner.stats("c").depth.value() == 0);
    ClientStats client = world.owner.stats("c").clients().iterator().next();
    assertThat(client.remoteAddress()).isEqualTo("test:1");
    assertThat(client.finishCount.value()).isEqualTo(10_000);
    assertThat(client.messageCount.value()).isEqualTo(10_000);
    assertThat(client.readyCount.value()).isEqualTo(500);
  }

  @Test
  void whatACutOffNodeHeldComesToAnotherConsumer() {
    publish(0, 20);
    TestConsumer lost = consumer().ready(20);
    for (int n = 0; n < 20; n++) {
      lost.next();
    }
    world.cutOffOther();
    TestConsumer local = world.owner.subscribe("c", NEVER_MILLIS).ready(20);
    List<String> bodies = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      Received again = local.next();
      assertThat(again.attempts()).isEqualTo(2);
      bodies.add(again.body());
    }
    assertThat(bodies)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 20).mapToObj(n -> "m" + n).toList());
    RemoteWorld.await(() -> world.owner.stats("c").clients().size() == 1);
  }

  @Test
  void remoteConsumersGetNothingWhileALocalOneIsThere() {
    TestConsumer far = consumer().ready(10);
    TestConsumer near = world.owner.subscribe("c", NEVER_MILLIS).ready(10);
    near.settle(Settlement.READY, -1, 10, 0);
    RemoteWorld.await(
        () ->
            world.owner.stats("c").clients().stream()
                .allMatch(client -> client.readyCount.value() == 10));
    publish(0, 5);
    assertThat(near.consume(5)).hasSize(5);
    far.expectNothing();
    near.leave();
    publish(5, 10);
    assertThat(far.consume(5)).containsExactly("m5", "m6", "m7", "m8", "m9");
  }

  @Test
  void publishersAreAnsweredWhenThePartitionsNodeIsCutOff() {
    publish(0, 1);
    world.cutOffOwner();
    append(77, List.of("x".getBytes(US_ASCII)));
    AppendReply reply = publisher.receiveMessage(PATIENCE);
    assertThat(reply).isInstanceOf(Rejected.class);
    assertThat(reply.token()).isEqualTo(77);
    assertThat(((Rejected) reply).reason()).endsWith("unknown whether the messages are stored");
  }

  @Test
  void aConsumerHearsThatThePartitionsNodeIsCutOff() {
    TestConsumer consumer = consumer();
    world.cutOffOwner();
    ChannelMoved moved = consumer.connection.expectMessageClass(ChannelMoved.class, PATIENCE);
    assertThat(moved.partition()).isZero();
    assertThat(moved.channel()).isEqualTo(consumer.channel());
  }

  @Test
  void aLostSettlementIsNoticedAndTheSubscriptionBeginsAnew() {
    publish(0, 3);
    TestConsumer consumer = consumer().ready(3);
    for (int n = 0; n < 3; n++) {
      consumer.next();
    }
    // as if one had been lost on the way to this node: the channel has got one more than was sent
    TestConsumer near = world.owner.subscribe("c", NEVER_MILLIS); // knows the channel itself
    near.channel().tell(new Channel.Settle(consumer.consumer().id(), new Settlement(), 0));
    consumer.connection.expectMessageClass(ChannelMoved.class, PATIENCE);
    TestConsumer again = consumer().ready(3);
    assertThat(again.next().attempts()).isEqualTo(2);
  }

  @Test
  void aChannelThatMovesStoresEverythingAndTellsItsConsumers() {
    publish(0, 10);
    TestConsumer far = consumer().ready(10);
    TestConsumer near = world.owner.subscribe("c", NEVER_MILLIS);
    List<Received> held = new ArrayList<>();
    for (int n = 0; n < 10; n++) {
      held.add(far.next());
    }
    held.subList(0, 6).forEach(far::finish);
    RemoteWorld.await(() -> world.owner.stats("c").inFlightCount.value() == 4);
    TestProbe<Done> moved = world.owner.kit.createTestProbe();
    near.channel().tell(new Channel.Move(moved.ref()));
    moved.expectMessage(PATIENCE, Done.getInstance());
    far.connection.expectMessageClass(ChannelMoved.class, PATIENCE);
    near.connection.expectMessageClass(ChannelMoved.class, PATIENCE);
    world.owner.stop();
    near.connection.expectNoMessage();
    world.owner.start(false, "c");
    remote = world.remotePartition();
    TestConsumer next = consumer().ready(10);
    List<String> again = next.consume(4);
    assertThat(again).containsExactlyInAnyOrder("m6", "m7", "m8", "m9");
    next.expectNothing();
  }

  @Test
  void aDeletedChannelDisconnectsConsumersOfOtherNodes() {
    TestConsumer consumer = consumer();
    world.owner.apply(new DeleteChannel(new ChannelName("c")));
    consumer.connection.expectMessage(PATIENCE, Disconnect.INSTANCE);
  }
}
