package io.herald.lookup.registry;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.lookup.LookupNode;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes joined by seed: what one knows the other answers, and what is gone stays gone. */
class RegistryClusterTest {
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(2);

  private static LookupNode one;
  private static LookupNode two;

  @BeforeAll
  static void start() {
    one = LookupNode.alone();
    two = LookupNode.joining(one);
    outcome(one.lookup().createTopic(new TopicName("warm")));
    await(() -> two.lookup().topics().contains("warm"));
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  @Test
  void aProducerOfOneNodeIsFoundAtTheOtherWithinTwoSeconds() {
    connect(one, "10.0.0.1", "seen");
    await(SEEN_WITHIN, () -> producersAt(two, "seen") == 1);
    assertThat(two.lookup().lookup("seen")).isEqualTo(one.lookup().lookup("seen"));
    assertThat(two.lookup().channels("seen")).containsExactly("ch");
    assertThat(two.lookup().nodes()).isEqualTo(one.lookup().nodes());
  }

  @Test
  void aDisconnectAtOneNodeIsSeenAtTheOther() {
    long serial = connect(one, "10.0.0.2", "closing");
    await(SEEN_WITHIN, () -> producersAt(two, "closing") == 1);
    one.lookup().tell(List.of(new RegistryChange.Disconnect(serial)));
    await(SEEN_WITHIN, () -> producersAt(two, "closing") == 0);
    assertThat(two.lookup().topics()).as("rows outlive producers").contains("closing");
  }

  @Test
  void aTopicDeletedAtOneNodeIsGoneAtTheOtherAndStaysGone() {
    connect(one, "10.0.0.3", "deleted");
    await(SEEN_WITHIN, () -> producersAt(two, "deleted") == 1);
    outcome(two.lookup().deleteTopic("deleted"));
    await(SEEN_WITHIN, () -> one.lookup().lookup("deleted").isEmpty());

    // Other writes of the same producer and to the same topic's part must not bring it back.
    connect(one, "10.0.0.3", "marker");
    await(SEEN_WITHIN, () -> producersAt(two, "marker") == 1);
    outcome(one.lookup().createTopic(new TopicName("deleted")));
    await(SEEN_WITHIN, () -> two.lookup().topics().contains("deleted"));
    assertThat(two.lookup().channels("deleted")).isEmpty();
    assertThat(producersAt(two, "deleted")).as("only a REGISTER brings a producer back").isZero();
  }

  @Test
  void aTombstoneSetAtOneNodeHoldsAtTheOther() {
    connect(one, "10.0.0.4", "buried");
    await(SEEN_WITHIN, () -> producersAt(two, "buried") == 1);
    outcome(two.lookup().tombstone("buried", "10.0.0.4:4151"));
    await(SEEN_WITHIN, () -> producersAt(one, "buried") == 0);
  }

  @Test
  void anNsqdConnectedToBothNodesIsNamedOnceByBoth() {
    connect(one, "10.0.0.5", "twice");
    connect(two, "10.0.0.5", "twice");
    await(
        () ->
            one.lookup().debug().get("topic:twice:").size() == 2
                && two.lookup().debug().get("topic:twice:").size() == 2);
    assertThat(producersAt(one, "twice")).isEqualTo(1);
    assertThat(one.lookup().lookup("twice")).isEqualTo(two.lookup().lookup("twice"));
  }

  @Test
  void whatANodeRegisteredGoesWhenItLeaves() {
    LookupNode leaving = LookupNode.joining(one);
    connect(leaving, "10.0.0.6", "leaving");
    leaving.lookup().announce(new SelfProducer("h", "10.0.0.7", 4150, 4151, "1.3.0"));
    leaving.lookup().registerOwn(new TopicName("leaving"), new ChannelName("own"));
    await(() -> producersAt(one, "leaving") == 2);
    leaving.leave();
    await(() -> producersAt(one, "leaving") == 0 && producersAt(two, "leaving") == 0);
    assertThat(one.lookup().nodes())
        .extracting(node -> node.producer().broadcastAddress())
        .doesNotContain("10.0.0.6", "10.0.0.7");
    assertThat(one.lookup().channels("leaving")).containsExactly("ch", "own");
  }

  @Test
  void aBurstOfTopicsReachesTheOtherNode() {
    for (int i = 0; i < 3_000; i++) {
      one.lookup().registerOwn(new TopicName("burst" + i), new ChannelName("channel-of-" + i));
    }
    await(
        () ->
            two.lookup().topics().stream().filter(name -> name.startsWith("burst")).count()
                == 3_000);
    assertThat(two.lookup().channels("burst2999")).containsExactly("channel-of-2999");
  }

  @Test
  void aNodeThatJoinsLearnsAllThatTheOthersKnowWithoutWaitingForGossip() {
    for (int i = 0; i < 1_000; i++) {
      one.lookup().registerOwn(new TopicName("before" + i), new ChannelName("ch"));
    }
    outcome(one.lookup().createTopic(new TopicName("before-all")));
    try (LookupNode late = LookupNode.joining(one)) {
      outcome(late.lookup().learnAll());
      assertThat(late.lookup().topics())
          .filteredOn(name -> name.startsWith("before"))
          .hasSize(1_001);
      assertThat(late.lookup().channelsElsewhere(new TopicName("before7")))
          .containsExactly(new ChannelName("ch"));
      late.leave();
    }
  }

  private static long connect(LookupNode node, String host, String topic) {
    long serial = node.lookup().nextSerial();
    Producer producer = new Producer(host + ":" + serial, "h", host, 4150, 4151, "1.3.0", "", "");
    outcome(
        node.lookup()
            .apply(
                List.of(
                    new RegistryChange.Connect(serial, producer),
                    new RegistryChange.Register(serial, new Registration(topic, "ch")))));
    return serial;
  }

  private static int producersAt(LookupNode node, String topic) {
    return node.lookup().lookup(topic).map(answer -> answer.producers().size()).orElse(0);
  }
}
