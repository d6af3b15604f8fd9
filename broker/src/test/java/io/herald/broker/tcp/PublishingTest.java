package io.herald.broker.tcp;

import static io.herald.broker.tcp.SessionByHand.PATIENCE;
import static io.herald.broker.tcp.SessionByHand.mpub;
import static io.herald.broker.tcp.SessionByHand.pub;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.testkit.typed.javadsl.TestProbe;
import io.herald.broker.session.AppendReply.Appended;
import io.herald.broker.session.AppendReply.Rejected;
import io.herald.broker.session.AppendReply.TopicGone;
import io.herald.broker.session.ConnectionMessage;
import io.herald.broker.session.ConnectionMessage.OpenFailed;
import io.herald.broker.session.ConnectionMessage.TopicOpened;
import io.herald.broker.topic.PartitionRef;
import io.herald.broker.topic.TopicPartition;
import io.herald.broker.topic.TopicPartition.Append;
import io.herald.broker.topic.Topics;
import io.herald.protocol.message.MessageFrame;
import io.herald.protocol.message.PublishKey;
import io.herald.protocol.name.TopicName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection that publishes to a topic whose partition moves; the test plays the partition. */
@Timeout(120)
class PublishingTest {
  private static final int MESSAGES = 1000;
  private static final int UNANSWERED_MAX = 10;
  private static final int STEPS_MAX = 100_000;
  private static final TopicName ORDERS = new TopicName("orders");

  private static ActorTestKit kit;
  private SessionByHand client;
  private TestProbe<TopicPartition.Command> next;

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
    client = new SessionByHand(kit, Optional.empty()).open("orders", "other");
    next = kit.createTestProbe();
  }

  /** The topic is somewhere else from now on. */
  private void move() {
    client.open("orders", next.ref());
  }

  private void says(ConnectionMessage reply) {
    client.session.told(reply);
  }

  private Append appendAt(TestProbe<TopicPartition.Command> partition) {
    return partition.expectMessageClass(Append.class, PATIENCE);
  }

  private static String body(Append append) {
    byte[] frames = append.frames();
    return new String(
        Arrays.copyOfRange(frames, MessageFrame.HEADER_BYTES, MessageFrame.next(frames, 0)),
        US_ASCII);
  }

  @Test
  void aPublishWaitsForWhatThePartitionStillOwesWhereItWas() {
    client.send(pub("orders", "1"));
    Append first = client.append();
    move();
    client.send(pub("orders", "2"), pub("other", "3"), pub("orders", "4"));
    next.expectNoMessage();
    assertThat(client.session.wantsInput()).isFalse();
    says(new Appended(first.token(), 0, false));
    Append second = appendAt(next);
    assertThat(body(second)).isEqualTo("2");
    Append third = client.append();
    Append fourth = appendAt(next);
    assertThat(body(fourth)).isEqualTo("4");
    assertThat(client.frames()).containsExactly("OK");
    says(new Appended(fourth.token(), 0, false));
    says(new Appended(third.token(), 0, false));
    assertThat(client.frames()).isEmpty();
    says(new Appended(second.token(), 0, false));
    assertThat(client.frames()).containsExactly("OK", "OK", "OK");
    assertThat(client.session.wantsInput()).isTrue();
  }

  @Test
  void whatWasTurnedAwayIsSentAgainInOrderWhenNothingIsOwedAnyMore() {
    client.send(pub("orders", "1"));
    client.send(pub("orders", "2"));
    client.send(mpub("orders", "3", "3"));
    Append first = client.append();
    Append second = client.append();
    Append third = client.append();
    move();
    says(new TopicGone(third.token()));
    client.topics.expectMessageClass(Topics.Open.class, PATIENCE);
    says(new TopicOpened(ORDERS));
    says(new Appended(first.token(), 0, false));
    next.expectNoMessage(); // the second may be answered either way
    says(new TopicGone(second.token()));
    client.topics.expectMessageClass(Topics.Open.class, PATIENCE);
    client.send(pub("orders", "4"));
    says(new TopicOpened(ORDERS));
    assertThat(appendAt(next)).isSameAs(second);
    assertThat(appendAt(next)).isSameAs(third);
    Append fourth = appendAt(next);
    assertThat(body(fourth)).isEqualTo("4");
    for (Append append : List.of(second, third, fourth)) {
      says(new Appended(append.token(), 0, false));
    }
    assertThat(client.frames()).containsExactly("OK", "OK", "OK", "OK");
  }

  @Test
  void aPartitionThatTurnsAwayAndStaysIsTriedAgainOnceATurn() {
    client.send(pub("orders", "1"));
    Append append = client.append();
    for (int turn = 0; turn < 3; turn++) {
      assertThat(client.session.needsTurn()).isFalse();
      says(new TopicGone(append.token()));
      client.topics.expectMessageClass(Topics.Open.class, PATIENCE);
      says(new TopicOpened(ORDERS));
      client.partition.expectNoMessage();
      assertThat(client.session.needsTurn()).isTrue();
      client.session.turn();
      assertThat(client.append()).isSameAs(append);
    }
    assertThat(client.session.needsTurn()).isFalse();
    says(new Appended(append.token(), 0, false));
    assertThat(client.frames()).containsExactly("OK");
  }

  @Test
  void aPublishToAnOrderedTopicWaitsForItsPartition() {
    PartitionRef other = new PartitionRef(0, client.partition.ref(), true);
    PartitionRef own = new PartitionRef(1, next.ref(), false); // of connection 1
    client.openOrdered("orders", 2, other);
    client.send(pub("orders", "1"), pub("orders", "2"));
    for (int turn = 0; turn < 3; turn++) {
      assertThat(client.session.needsTurn()).isTrue();
      client.session.turn();
    }
    client.partition.expectNoMessage();
    client.openOrdered("orders", 2, other, own);
    client.session.turn();
    assertThat(body(appendAt(next))).isEqualTo("1");
    assertThat(body(appendAt(next))).isEqualTo("2");
    assertThat(client.session.needsTurn()).isFalse();
  }

  @Test
  void onAnOrderedTopicClientsOfTheSameNameShareAPartition() {
    PartitionRef zero = new PartitionRef(0, client.partition.ref(), true);
    PartitionRef one = new PartitionRef(1, next.ref(), true);
    client.openOrdered("orders", 2, zero, one);
    client.send(SessionByHand.withBody("IDENTIFY", "{\"client_id\":\"b\"}"));
    client.send(pub("orders", "1"));
    assertThat(body(client.append())).isEqualTo("1"); // "b" is 98
  }

  @Test
  void aPublishWithAPublishKeyIsAnAppendOfItsOwnInItsPlace() {
    client.send(
        pub("orders", "1"),
        pub("orders once=a", "2"),
        pub("orders once=a", "3"),
        pub("orders", "4"),
        pub("orders", "5"));
    List<Append> appends = List.of(client.append(), client.append(), client.append());
    assertThat(appends).extracting(PublishingTest::body).containsExactly("1", "2", "3");
    assertThat(appends)
        .extracting(append -> append.origin().key())
        .containsExactly(
            Optional.empty(), Optional.of(PublishKey.of("a")), Optional.of(PublishKey.of("a")));
    Append last = client.append();
    assertThat(last.count()).isEqualTo(2);
    assertThat(last.origin().publisher()).isEqualTo("10.1.2.3:4");
    says(new Appended(last.token(), 7, false));
    says(new Appended(appends.get(2).token(), 5, true));
    says(new Appended(appends.get(1).token(), 5, false));
    assertThat(client.frames()).isEmpty();
    says(new Appended(appends.get(0).token(), 4, false));
    assertThat(client.frames()).containsExactly("OK", "OK", "OK", "OK", "OK");
  }

  @Test
  void whatHasAKeyGoesToTheKeysPartitionAlsoWhenItMoves() {
    PartitionRef zero = new PartitionRef(0, client.partition.ref(), true);
    PartitionRef one = new PartitionRef(1, next.ref(), true);
    client.openPlain("orders", 2, zero, one);
    client.send(
        pub("orders key=b", "1"), // "b" is 98, "a" 97
        pub("orders key=a", "2"),
        pub("orders key=b", "3"),
        pub("orders key=a", "4"));
    assertThat(client.append().count()).as("1 and 3").isEqualTo(2);
    Append odd = appendAt(next);
    assertThat(odd.count()).as("2 and 4").isEqualTo(2);
    TestProbe<TopicPartition.Command> later = kit.createTestProbe();
    client.openPlain("orders", 2, zero, new PartitionRef(1, later.ref(), false));
    says(new TopicGone(odd.token()));
    client.topics.expectMessageClass(Topics.Open.class, PATIENCE);
    says(new TopicOpened(ORDERS));
    assertThat(appendAt(later)).isSameAs(odd);
  }

  @Test
  void onAnOrderedTopicAPublishKeyDoesNotBreakTheOrderOfAClient() {
    PartitionRef zero = new PartitionRef(0, client.partition.ref(), true);
    PartitionRef one = new PartitionRef(1, next.ref(), true);
    client.openOrdered("orders", 2, zero, one);
    client.send(SessionByHand.withBody("IDENTIFY", "{\"client_id\":\"b\"}"));
    for (int n = 0; n < 10; n++) {
      client.send(pub("orders once=" + n, "x"));
      client.append(); // "b" is 98
    }
    client.send(pub("orders key=a once=11", "x"));
    appendAt(next);
  }

  @Test
  void aTopicThatCannotBeOpenedFailsWhatItTurnedAway() {
    client.send(pub("orders", "1"));
    Append append = client.append();
    says(new TopicGone(append.token()));
    client.send(pub("orders", "2"));
    says(new OpenFailed(ORDERS, "exiting"));
    assertThat(client.frames()).containsExactly("E_PUB_FAILED exiting");
    assertThat(client.session.isClosing()).isTrue();
  }

  @Test
  void nothingIsPublishedBehindAFailure() {
    client.send(pub("orders", "1"));
    Append append = client.append();
    move();
    client.send(pub("orders", "2"));
    says(new Rejected(append.token(), "unknown whether it is stored"));
    next.expectNoMessage();
    assertThat(client.frames()).containsExactly("E_PUB_FAILED unknown whether it is stored");
    assertThat(client.session.isClosing()).isTrue();
  }

  /** Whatever is stored, turned away and moved: one OK for each, and the order of the client. */
  @Test
  void theOrderOfTheConnectionStandsWhateverMoves() {
    long seed = Long.getLong("herald.model.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    List<Integer> stored = new ArrayList<>();
    TestInbox<TopicPartition.Command> current = TestInbox.create("first");
    client.open("orders", current.getRef());
    int sent = 0;
    int oks = 0;
    for (int steps = 0; oks < MESSAGES; steps++) {
      assertThat(steps).as("seed %d, %d of %d answered", seed, oks, sent).isLessThan(STEPS_MAX);
      int choice = random.nextInt(10);
      if (choice < 7
          && sent < Math.min(MESSAGES, oks + UNANSWERED_MAX)
          && client.session.wantsInput()) {
        client.send(pub("orders", Integer.toString(sent++)));
      } else if (choice < 9) {
        answer(current, random.nextInt(4), stored);
      } else {
        TestInbox<TopicPartition.Command> to =
            TestInbox.create("at" + steps); // its name is its identity
        client.open("orders", to.getRef());
        // it stores some more, and turns away what it had not begun with
        answer(current, random.nextInt(4), stored);
        turnAway(current, random.nextBoolean());
        current = to;
      }
      oks += Collections.frequency(client.frames(), "OK");
    }
    assertThat(stored).as("seed %d", seed).hasSize(MESSAGES).isSorted();
  }

  private void answer(
      TestInbox<TopicPartition.Command> partition, int count, List<Integer> stored) {
    for (int n = 0; n < count && partition.hasMessages(); n++) {
      Append append = (Append) partition.receiveMessage();
      stored.add(Integer.valueOf(body(append)));
      says(new Appended(append.token(), 0, false));
    }
  }

  private void turnAway(TestInbox<TopicPartition.Command> partition, boolean isFoundAtOnce) {
    while (partition.hasMessages()) {
      says(new TopicGone(((Append) partition.receiveMessage()).token()));
      if (isFoundAtOnce) {
        says(new TopicOpened(ORDERS));
      }
    }
    says(new TopicOpened(ORDERS));
  }
}
