package io.herald.broker.tcp;

import static io.herald.broker.tcp.SessionByHand.PATIENCE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.javadsl.Adapter;
import io.herald.broker.channel.Channel;
import io.herald.broker.channel.Channel.Settle;
import io.herald.broker.session.ConnectionMessage.ChannelMoved;
import io.herald.broker.session.ConnectionMessage.Deliver;
import io.herald.broker.session.ConnectionMessage.Disconnect;
import io.herald.broker.session.ConnectionMessage.Drain;
import io.herald.broker.session.ConnectionMessage.MoreWaits;
import io.herald.broker.session.ConnectionMessage.ReadySet;
import io.herald.broker.session.ConnectionMessage.SubscribeFailed;
import io.herald.broker.session.ConnectionMessage.Subscribed;
import io.herald.broker.session.FrameSlice;
import io.herald.broker.session.Settlement;
import io.herald.broker.topic.Topics;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection that consumes from several partitions, whose channels the test plays. */
@Timeout(120)
class SubscriptionTest {
  private static final int BIG = 200_000; // more than half of --max-undelivered-bytes

  private static ActorTestKit kit;
  private final List<TestProbe<Channel.Command>> channels = new ArrayList<>();
  private SessionByHand client;

  @BeforeAll
  static void startKit() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stopKit() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void connect() {
    client = new SessionByHand(kit, Optional.empty());
  }

  private void subscribe(int partitions) {
    client.send("SUB orders ch\n");
    client.topics.expectMessageClass(Topics.Subscribe.class, PATIENCE);
    for (int partition = 0; partition < partitions; partition++) {
      channels.add(kit.createTestProbe());
      client.session.told(new Subscribed(partition, channels.get(partition).ref()));
    }
    assertThat(client.frames()).containsExactly("OK");
  }

  /** What the channel of a partition is told next, as {@code kind:offset:argument}. */
  private List<String> told(int partition) {
    return commands(settle(partition));
  }

  private Settle settle(int partition) {
    return channels.get(partition).expectMessageClass(Settle.class, PATIENCE);
  }

  private static List<String> commands(Settle settle) {
    List<String> commands = new ArrayList<>();
    Settlement said = settle.settlement();
    for (int n = 0; n < said.size(); n++) {
      String kind = List.of("FIN", "REQ", "TOUCH", "RDY", "RDY?").get(said.kind(n));
      commands.add(kind + ":" + said.offset(n) + ":" + said.argument(n));
    }
    return commands;
  }

  private static String id(int partition, long offset) {
    return MessageId.toString(MessageId.of(partition, offset));
  }

  private void deliver(int partition, long offset, int bodyBytes) {
    byte[] frame = new byte[MessageFrame.HEADER_BYTES + bodyBytes];
    MessageFrame.layOut(frame, 0, new byte[bodyBytes], 0, bodyBytes);
    MessageFrame.stamp(frame, 0, MessageId.of(partition, offset), 1);
    client.session.told(new Deliver(partition, List.of(new FrameSlice(frame, 0, frame.length, 1))));
  }

  /** All that is in the queue goes to the socket, and the session hears of it. */
  private int writeAll() {
    int count = client.frames().size();
    client.session.written();
    return count;
  }

  @Test
  void aConnectionToOnePartitionPassesReadyCountsOnAndHasNoTurns() {
    subscribe(1);
    client.send("RDY 7\n");
    assertThat(told(0)).containsExactly("RDY:0:7");
    client.send("RDY 3\nFIN " + id(0, 5) + "\n");
    assertThat(told(0)).containsExactly("RDY:0:3", "FIN:5:0");
    assertThat(client.session.needsTurn()).isFalse();
  }

  @Test
  void whatAChunkSaysGoesToThePartitionsItIsAboutAsOneSettlementEach() {
    subscribe(2);
    told(0);
    told(1);
    client.send(
        "FIN " + id(0, 1) + "\n",
        "REQ " + id(1, 2) + " 50\n",
        "TOUCH " + id(0, 3) + "\n",
        "FIN " + id(1, 4) + "\n");
    assertThat(told(0)).containsExactly("FIN:1:0", "TOUCH:3:0");
    assertThat(told(1)).containsExactly("REQ:2:50", "FIN:4:0");
  }

  @Test
  void idsOfUnknownPartitionsAndNonsenseAreNotInFlight() {
    subscribe(1);
    client.send("FIN " + id(3, 9) + "\n", "TOUCH nonsense12345678\n", "REQ " + id(9, 1) + " 0\n");
    assertThat(client.frames())
        .containsExactly(
            "E_FIN_FAILED FIN " + id(3, 9) + " failed ID not in flight",
            "E_TOUCH_FAILED TOUCH failed ID not in flight",
            "E_REQ_FAILED REQ " + id(9, 1) + " failed ID not in flight");
    assertThat(client.session.isClosing()).isFalse();
  }

  @Test
  void theReadyCountIsDividedAndMovesToWhereMessagesWait() {
    subscribe(2);
    told(0);
    told(1);
    client.send("RDY 10\n");
    assertThat(told(0)).containsExactly("RDY?:0:5");
    assertThat(told(1)).containsExactly("RDY?:0:5");
    for (int partition = 0; partition < 2; partition++) {
      client.session.told(new ReadySet(partition, 0, false)); // of the 0 when it joined
      client.session.told(new ReadySet(partition, 0, false));
    }
    client.session.told(new MoreWaits(1));
    assertThat(told(0)).containsExactly("RDY?:0:1");
    channels.get(1).expectNoMessage();
    client.session.told(new ReadySet(0, 3, false)); // sent three before it heard of the 1
    assertThat(told(1)).containsExactly("RDY?:0:7");
    client.send("FIN " + id(0, 1) + "\n");
    assertThat(told(0)).as("asked again").containsExactly("FIN:1:0", "RDY?:0:1");
  }

  @Test
  void theFirstPartitionAnswersSubAndOthersJoin() {
    client.send("SUB orders ch\n");
    TestProbe<Channel.Command> late = kit.createTestProbe();
    client.session.told(new Subscribed(5, late.ref()));
    assertThat(client.frames()).containsExactly("OK");
    client.session.told(new SubscribeFailed("exiting"));
    assertThat(client.frames()).isEmpty();
    assertThat(client.session.isClosing()).isFalse();
  }

  @Test
  void aRefusalBeforeAnyPartitionIsThereRefusesSub() {
    client.send("SUB orders ch\n");
    client.session.told(new SubscribeFailed("exiting"));
    assertThat(client.frames()).containsExactly("E_SUB_FAILED SUB failed exiting");
    assertThat(client.session.isClosing()).isTrue();
  }

  @Test
  void bytesWrittenAreReportedToThePartitionThatDeliveredThem() {
    subscribe(2);
    told(0);
    told(1);
    deliver(0, 1, 100);
    deliver(1, 1, BIG);
    deliver(0, 2, 100);
    assertThat(writeAll()).isEqualTo(3);
    assertThat(settle(1).writtenBytes()).isEqualTo(BIG + MessageFrame.HEADER_BYTES);
    client.send("FIN " + id(0, 1) + "\n");
    assertThat(settle(0).writtenBytes()).isEqualTo(2 * (100 + MessageFrame.HEADER_BYTES));
  }

  @Test
  void aPartitionThatMovesIsSubscribedToAgainAndTheConnectionStays() {
    subscribe(2);
    client.send("RDY 2\n");
    deliver(1, 8, 1);
    assertThat(writeAll()).isEqualTo(1);
    client.session.told(new ChannelMoved(1, channels.get(1).ref()));
    Topics.Resubscribe again = client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    assertThat(again.partition()).isEqualTo(1);
    assertThat(again.topic().value()).isEqualTo("orders");
    assertThat(again.channel().value()).isEqualTo("ch");

    client.send("FIN " + id(1, 8) + "\n");
    assertThat(client.frames())
        .containsExactly("E_FIN_FAILED FIN " + id(1, 8) + " failed ID not in flight");
    deliver(1, 9, 1); // of the channel that has gone
    assertThat(client.frames()).isEmpty();

    TestProbe<Channel.Command> next = kit.createTestProbe();
    client.session.told(new Subscribed(1, next.ref()));
    client.send("FIN " + id(1, 10) + "\n");
    List<String> commands = new ArrayList<>();
    next.fishForMessage(
        PATIENCE,
        message -> {
          commands.addAll(commands((Settle) message));
          return commands.contains("FIN:10:0")
              ? FishingOutcomes.complete()
              : FishingOutcomes.continueAndIgnore();
        });
    assertThat(client.session.isClosing()).isFalse();
    assertThat(client.frames()).isEmpty();
  }

  @Test
  void theEndOfAChannelElsewhereIsAMove() {
    subscribe(1);
    client.session.terminated(Adapter.toClassic(channels.get(0).ref()));
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    client.session.told(new ChannelMoved(0, channels.get(0).ref())); // the same once more
    client.topics.expectNoMessage();
    assertThat(client.session.isClosing()).isFalse();
  }

  @Test
  void aSubscriptionThatIsRefusedAfterAMoveIsTriedAgain() {
    subscribe(1);
    client.session.told(new ChannelMoved(0, channels.get(0).ref()));
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    client.session.told(new SubscribeFailed("exiting"));
    turns(10);
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
  }

  @Test
  void aChannelThatWasDeletedDuringAMoveEndsTheConnection() {
    subscribe(1);
    client.session.told(new ChannelMoved(0, channels.get(0).ref()));
    client.session.told(new SubscribeFailed(0, "to deleted topic/channel", true));
    assertThat(client.session.isClosing()).isTrue();
  }

  @Test
  void aSubscriptionThatIsNotAnsweredAfterAMoveIsTriedAgain() {
    subscribe(1);
    client.session.told(new ChannelMoved(0, channels.get(0).ref()));
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    turns(100);
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    client.session.told(new Subscribed(0, channels.get(0).ref()));
    assertThat(client.session.needsTurn()).isFalse();
  }

  @Test
  void aPartitionThatRefusesAfterAnotherHasAcceptedIsTriedAgain() {
    subscribe(1);
    client.session.told(new SubscribeFailed(3, "the partition is moving"));
    turns(10);
    assertThat(client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE).partition())
        .isEqualTo(3);
  }

  @Test
  void aPartitionThatMovesWhileItIsSubscribedToIsTriedAgain() {
    client.send("SUB orders ch\n");
    client.topics.expectMessageClass(Topics.Subscribe.class, PATIENCE);
    TestProbe<Channel.Command> moving = kit.createTestProbe();
    client.session.told(new ChannelMoved(0, moving.ref()));
    turns(10);
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    client.session.told(new ChannelMoved(0, moving.ref())); // still there
    turns(10);
    client.topics.expectMessageClass(Topics.Resubscribe.class, PATIENCE);
    client.session.told(new Subscribed(0, kit.<Channel.Command>createTestProbe().ref()));
    assertThat(client.frames()).containsExactly("OK");
  }

  private void turns(int count) {
    for (int n = 0; n < count; n++) {
      client.session.turn();
    }
  }

  @Test
  void channelsOfThisNodeAreNotWatched() {
    subscribe(2);
    assertThat(client.watched).isEmpty();
  }

  @Test
  void clsStopsEveryPartition() {
    subscribe(2);
    client.send("RDY 2\n");
    client.send("CLS\n");
    assertThat(client.frames()).containsExactly("CLOSE_WAIT");
    client.send("FIN " + id(0, 2) + "\n", "FIN " + id(1, 2) + "\n");
    for (int partition = 0; partition < 2; partition++) {
      assertThat(told(partition)).as("joined").containsExactly("RDY?:0:0");
      assertThat(told(partition)).containsExactly("RDY?:0:1");
      assertThat(told(partition)).containsExactly("RDY?:0:0");
      assertThat(told(partition)).containsExactly("FIN:2:0");
    }
    assertThat(client.session.needsTurn()).isFalse();
  }

  @Test
  void drainSaysCloseWaitOnce() {
    subscribe(2);
    client.session.told(Drain.INSTANCE);
    assertThat(client.frames()).containsExactly("CLOSE_WAIT");
    assertThat(client.session.isClosing()).isFalse();
  }

  @Test
  void theEndOfTheConnectionIsToldToEveryChannel() {
    subscribe(3);
    client.session.told(Disconnect.INSTANCE);
    assertThat(client.session.isClosing()).isTrue();
    client.session.ended();
    for (TestProbe<Channel.Command> channel : channels) {
      channel.fishForMessage(
          PATIENCE,
          message ->
              message instanceof Channel.Unsubscribe
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
    }
  }

  @Test
  void whatIsDeliveredComesOutAsItWas() {
    subscribe(2);
    deliver(1, 77, 3);
    List<String> frames = client.frames();
    assertThat(frames).hasSize(1);
    byte[] frame = frames.get(0).getBytes(US_ASCII);
    assertThat(new String(frame, 10, MessageId.LENGTH, US_ASCII)).isEqualTo(id(1, 77));
  }
}
