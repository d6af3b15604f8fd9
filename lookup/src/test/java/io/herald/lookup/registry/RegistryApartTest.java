package io.herald.lookup.registry;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.lookup.LookupNode;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that do not hear each other for a while: both answer, and agree afterwards. */
class RegistryApartTest {
  private static LookupNode one;
  private static LookupNode two;

  @BeforeAll
  static void start() {
    one = LookupNode.alone();
    two = LookupNode.joining(one);
    one.lookup().announce(new SelfProducer("h", "one", 4150, 4151, "1.3.0"));
    two.lookup().announce(new SelfProducer("h", "two", 4150, 4151, "1.3.0"));
    await(() -> one.lookup().nodes().size() == 2 && two.lookup().nodes().size() == 2);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  private static void cut() {
    one.cutOff(two);
    two.cutOff(one);
  }

  @AfterEach
  void reconnect() {
    one.reconnect(two);
    two.reconnect(one);
  }

  private void together() {
    reconnect();
    outcome(one.lookup().createTopic(new TopicName("together")));
    await(() -> two.lookup().topics().contains("together"));
    outcome(two.lookup().deleteTopic("together"));
    await(() -> !one.lookup().topics().contains("together"));
  }

  @Test
  void bothSidesGoOnAnsweringWhatTheyKnowAndPublishersAreKeptToTheOwnSide() {
    register(one, "known", "ch");
    register(two, "known", "ch");
    await(() -> hosts(one, "known").size() == 2 && hosts(two, "known").size() == 2);
    cut();
    register(one, "side-one", "ch");
    await(() -> publishHosts(one, "known").equals(List.of("one")));
    await(() -> publishHosts(two, "known").equals(List.of("two")));
    assertThat(hosts(one, "known")).isEqualTo(hosts(two, "known")).hasSize(2);
    assertThat(one.lookup().nodes()).hasSize(2);
    assertThat(hosts(one, "side-one")).containsExactly("one");
    assertThat(two.lookup().topics()).doesNotContain("side-one");
    reconnect();
    await(() -> hosts(two, "side-one").size() == 1);
    await(() -> publishHosts(two, "known").size() == 2 && publishHosts(one, "known").size() == 2);
  }

  @Test
  void whatWasDeletedOnOneSideStaysDeletedAlthoughTheOtherSideKnewItAllTheTime() {
    register(one, "deleted", "ch");
    outcome(two.lookup().createChannel(new TopicName("deleted"), new ChannelName("by-hand")));
    await(() -> one.lookup().channels("deleted").size() == 2);
    await(() -> two.lookup().channels("deleted").size() == 2);
    cut();
    outcome(two.lookup().deleteTopic("deleted"));
    register(one, "deleted", "ch"); // it is registered: nothing new, so no reason to return
    reconnect();
    await(() -> isGone(one, "deleted") && isGone(two, "deleted"));
    together();
    assertThat(isGone(one, "deleted") && isGone(two, "deleted")).isTrue();
  }

  @Test
  void ofADeletionAndALaterRegistrationOnTheTwoSidesTheLaterOneStands() {
    register(one, "again", "old");
    await(() -> two.lookup().channels("again").contains("old"));
    cut();
    outcome(two.lookup().deleteTopic("again"));
    long deleted = System.currentTimeMillis();
    await(() -> System.currentTimeMillis() > deleted); // or neither would be the later one
    one.lookup().unregisterOwn(new TopicName("again"));
    register(one, "again", "new");
    reconnect();
    for (LookupNode node : List.of(one, two)) { // topics do not come together all at once
      await(() -> List.copyOf(node.lookup().channels("again")).equals(List.of("new")));
      await(() -> hosts(node, "again").equals(List.of("one")));
    }
  }

  @Test
  void aTombstoneSetOnOneSideHoldsOnBothAfterwards() {
    register(one, "buried", "ch");
    await(() -> hosts(two, "buried").size() == 1);
    cut();
    outcome(two.lookup().tombstone("buried", "one:4151"));
    assertThat(hosts(one, "buried")).containsExactly("one");
    reconnect();
    await(() -> hosts(one, "buried").isEmpty());
    assertThat(hosts(two, "buried")).isEmpty();
  }

  private static void register(LookupNode node, String topic, String channel) {
    node.lookup().registerOwn(new TopicName(topic), new ChannelName(channel));
    await(() -> node.lookup().channels(topic).contains(channel));
  }

  private static boolean isGone(LookupNode node, String topic) {
    return !node.lookup().topics().contains(topic) && node.lookup().channels(topic).isEmpty();
  }

  private static List<String> hosts(LookupNode node, String topic) {
    return node.lookup().lookup(topic).map(RegistryApartTest::hosts).orElse(List.of());
  }

  private static List<String> publishHosts(LookupNode node, String topic) {
    return node.lookup().whereToPublish(topic).map(RegistryApartTest::hosts).orElse(List.of());
  }

  private static List<String> hosts(LookupAnswer answer) {
    return answer.producers().stream().map(Producer::broadcastAddress).toList();
  }
}
