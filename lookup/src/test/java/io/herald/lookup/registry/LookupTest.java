package io.herald.lookup.registry;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.lookup.LookupNode;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The facade over one node's registry and real Distributed Data. */
class LookupTest {
  private static LookupNode node;

  @BeforeAll
  static void start() {
    node = LookupNode.alone();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void theOwnBrokersTopicsAreFoundOnceItIsAnnounced() {
    try (LookupNode fresh = LookupNode.alone()) {
      Lookup lookup = fresh.lookup();
      lookup.registerOwn(new TopicName("orders"), new ChannelName("billing"));
      await(() -> lookup.topics().contains("orders"));
      assertThat(lookup.lookup("orders").orElseThrow().producers()).isEmpty();

      lookup.announce(new SelfProducer("box", "10.1.2.3", 4150, 4151, "1.3.0"));
      await(() -> !lookup.nodes().isEmpty());
      assertThat(lookup.lookup("orders"))
          .hasValueSatisfying(
              answer -> {
                assertThat(answer.channels()).containsExactly("billing");
                assertThat(answer.producers())
                    .containsExactly(
                        new Producer(
                            "10.1.2.3:4150", "box", "10.1.2.3", 4150, 4151, "1.3.0", "", ""));
              });
      assertThat(lookup.nodes().get(0).topics()).containsExactly("orders");
      assertThat(lookup.nodes().get(0).tombstones()).containsExactly(false);

      lookup.unregisterOwn(new TopicName("orders"));
      await(() -> lookup.lookup("orders").orElseThrow().producers().isEmpty());
      assertThat(lookup.channels("orders")).as("rows outlive producers").containsExactly("billing");
    }
  }

  @Test
  void aCreatedChannelCanBeReadWhenTheStageCompletes() {
    Lookup lookup = node.lookup();
    assertThat(outcome(lookup.createChannel(new TopicName("c1"), new ChannelName("x")))).isTrue();
    assertThat(lookup.channels("c1")).containsExactly("x");
    assertThat(lookup.lookup("c1")).contains(new LookupAnswer(List.of("x"), List.of()));

    assertThat(outcome(lookup.deleteChannel(new TopicName("c1"), new ChannelName("x")))).isTrue();
    assertThat(lookup.channels("c1")).isEmpty();
    assertThat(outcome(lookup.deleteChannel(new TopicName("c1"), new ChannelName("x")))).isFalse();
  }

  @Test
  void aDeletedTopicIsNotFoundUntilItsProducerRegistersItAgain() {
    Lookup lookup = node.lookup();
    long serial = lookup.nextSerial();
    connect(lookup, serial, "d1");
    outcome(lookup.deleteTopic("d1"));
    assertThat(lookup.lookup("d1")).isEmpty();
    outcome(lookup.deleteTopic("d1"));

    outcome(lookup.apply(List.of(new RegistryChange.Register(serial, new Registration("d1", "")))));
    assertThat(lookup.lookup("d1").orElseThrow().producers()).hasSize(1);
  }

  @Test
  void aTombstoneHidesAProducerFromLookupAndFlagsItInNodes() {
    Lookup lookup = node.lookup();
    connect(lookup, lookup.nextSerial(), "t1");
    outcome(lookup.tombstone("t1", "host-t1:4151"));
    assertThat(lookup.lookup("t1").orElseThrow().producers()).isEmpty();
    assertThat(lookup.nodes())
        .filteredOn(answer -> answer.producer().broadcastAddress().equals("host-t1"))
        .singleElement()
        .satisfies(answer -> assertThat(answer.tombstones()).containsExactly(true));
    DebugAnswer debug = lookup.debug().get("topic:t1:").get(0);
    assertThat(debug.tombstonedAt()).isPresent();
    assertThat(lookup.debug().get("client::").get(0).tombstonedAtNanos())
        .as("what Go prints for no time")
        .isEqualTo(-6795364578871345152L);
  }

  @Test
  void fiveThousandTopicsRegisteredAtOnceAreThereSoon() {
    Lookup lookup = node.lookup();
    for (int i = 0; i < 5_000; i++) {
      lookup.registerOwn(new TopicName("bulk" + i), new ChannelName("ch"));
    }
    outcome(lookup.createTopic(new TopicName("after-bulk")));
    assertThat(lookup.topics()).filteredOn(name -> name.startsWith("bulk")).hasSize(5_000);
  }

  @Test
  void afterAFailureTheRegistryHasAllThatItHad() {
    Lookup lookup = node.lookup();
    long serial = lookup.nextSerial();
    connect(lookup, serial, "lasting");
    lookup.tell(null); // what no caller does: the actor fails on it
    outcome(lookup.createTopic(new TopicName("after-failure")));
    await(() -> lookup.lookup("lasting").map(found -> found.producers().size()).orElse(0) == 1);
    outcome(lookup.apply(List.of(new RegistryChange.Disconnect(serial))));
    assertThat(lookup.lookup("lasting").orElseThrow().producers()).isEmpty();
  }

  private static void connect(Lookup lookup, long serial, String topic) {
    Producer producer =
        new Producer("9.9.9.9:" + serial, "h", "host-" + topic, 4150, 4151, "1.3.0", "", "");
    outcome(
        lookup.apply(
            List.of(
                new RegistryChange.Connect(serial, producer),
                new RegistryChange.Register(serial, new Registration(topic, "")))));
  }
}
