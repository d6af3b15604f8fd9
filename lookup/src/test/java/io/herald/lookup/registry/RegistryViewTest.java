package io.herald.lookup.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules for reading, and those that only a cluster has. */
class RegistryViewTest {
  private static final NodeId HERE = new NodeId("a", 1);
  private static final NodeId THERE = new NodeId("b", 2);
  private static final RegistryRules RULES = RegistryRules.DEFAULT;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Replica here = new Replica(HERE, 8);
  private final Replica there = new Replica(THERE, 8);
  private final Map<Long, Instant> heard = new HashMap<>();
  private Set<NodeId> members = Set.of(HERE, THERE);
  private Set<NodeId> serving = members;

  @Test
  void aProducerNotHeardOfForTheTimeoutIsHidden() {
    connect(here, 1, "host", "t");
    heard.put(1L, START);
    Instant timeout = START.plus(RULES.inactiveProducerTimeout());
    assertThat(hosts("t", timeout)).containsExactly("host");
    assertThat(hosts("t", timeout.plusNanos(1))).isEmpty();
    assertThat(view().nodes(timeout.plusNanos(1))).isEmpty();
    assertThat(view().debug(timeout.plusNanos(1))).containsKeys("client::", "topic:t:");
  }

  @Test
  void aTombstoneHoldsForItsLifetimeAndNoLonger() {
    connect(here, 1, "host", "t");
    apply(here, new RegistryChange.TombstoneTopic("t", "host:4151"));
    Instant end = START.plus(RULES.tombstoneLifetime());
    assertThat(hosts("t", end.minusNanos(1))).isEmpty();
    assertThat(view().nodes(end.minusNanos(1)).get(0).tombstones()).containsExactly(true);
    assertThat(hosts("t", end)).containsExactly("host");
    assertThat(view().nodes(end).get(0).tombstones()).containsExactly(false);
  }

  @Test
  void aRemoteProducerIsHiddenWhenItsNodeSaysItIsSilentHoweverOldItsLastSign() {
    connect(there, 1, "host", "t");
    exchange();
    Instant muchLater = START.plus(Duration.ofDays(1));
    assertThat(hosts("t", muchLater)).containsExactly("host");
    Producer producer = there.parts().producer(new ProducerId(THERE, 1)).producer();
    there.write(1, new ProducerState(producer, START.toEpochMilli(), true), muchLater);
    exchange();
    assertThat(hosts("t", muchLater)).isEmpty();
  }

  @Test
  void producersOfANodeThatIsNotInTheClusterAreHiddenAndTheirRowsStay() {
    connect(there, 1, "host", "t");
    exchange();
    members = Set.of(HERE);
    assertThat(hosts("t", START)).isEmpty();
    assertThat(view().nodes(START)).isEmpty();
    assertThat(view().debug(START)).isEmpty();
    assertThat(view().topics()).containsExactly("t");
  }

  @Test
  void anNsqdAtTwoNodesIsNamedOnceAndByTheOtherWhenTheFirstConnectionFallsSilent() {
    connect(here, 1, "host", "t");
    connect(there, 1, "host", "t");
    exchange();
    heard.put(1L, START);
    assertThat(hosts("t", START)).containsExactly("host");
    assertThat(view().nodes(START)).hasSize(1);
    Instant later = START.plus(RULES.inactiveProducerTimeout()).plusSeconds(1);
    assertThat(view().lookup("t", later).orElseThrow().producers())
        .extracting(Producer::remoteAddress)
        .containsExactly("b:1");
  }

  @Test
  void anEphemeralRowGoesWithItsLastProducerAtWhicheverNodeThatIs() {
    connect(here, 1, "one", "e#ephemeral");
    connect(there, 1, "two", "e#ephemeral");
    exchange();
    apply(here, new RegistryChange.Disconnect(1));
    exchange();
    assertThat(view().topics()).containsExactly("e#ephemeral");
    apply(there, new RegistryChange.Disconnect(1));
    exchange();
    assertThat(view().topics()).isEmpty();
  }

  @Test
  void anEphemeralRowThatBothNodesLeftAtOnceIsTidiedUp() {
    connect(here, 1, "one", "e#ephemeral");
    connect(there, 1, "two", "e#ephemeral");
    exchange();
    apply(here, new RegistryChange.Disconnect(1));
    apply(there, new RegistryChange.Disconnect(1));
    exchange();
    assertThat(view().topics()).as("each saw the other's").containsExactly("e#ephemeral");
    Instant later = START.plus(RULES.settleAfter());
    here.tidy(START.toEpochMilli() + 1_000, later);
    assertThat(view().topics()).isEmpty();
  }

  @Test
  void aRegistrationMadeWithoutKnowingOfAnEarlierDeleteStands() {
    connect(here, 1, "one", "t");
    exchange();
    apply(there, new RegistryChange.DeleteTopic("t"));
    here.apply(new RegistryChange.Connect(2, producer("a:2", "two")), START.plusMillis(5));
    here.apply(new RegistryChange.Register(2, new Registration("t", "")), START.plusMillis(5));
    exchange();
    assertThat(hosts("t", START)).as("one went with the topic").containsExactly("two");
    assertThat(there.producersOf("t", "")).hasSize(1);
  }

  @Test
  void publishersAreSentOnlyToNodesThatServe() {
    connect(here, 1, "one", "t");
    connect(there, 1, "two", "t");
    exchange();
    heard.put(1L, START);
    assertThat(publishHosts("t")).containsExactly("one", "two");
    serving = Set.of(HERE);
    assertThat(publishHosts("t")).containsExactly("one");
    assertThat(hosts("t", START)).as("consumers may still find it").containsExactly("one", "two");
    apply(here, new RegistryChange.TombstoneTopic("t", "one:4151"));
    assertThat(publishHosts("t")).isEmpty();
    assertThat(view().whereToPublish("unknown", START)).isEmpty();
  }

  private List<String> publishHosts(String topic) {
    return view().whereToPublish(topic, START).orElseThrow().producers().stream()
        .map(Producer::broadcastAddress)
        .toList();
  }

  @Test
  void aNewTopicBeginsWithTheLastingChannelsItHasElsewhere() {
    connect(there, 1, "host", "t");
    apply(there, new RegistryChange.Register(1, new Registration("t", "busy")));
    apply(there, new RegistryChange.Register(1, new Registration("t", "passing#ephemeral")));
    apply(there, new RegistryChange.Create(new Registration("t", "by-hand")));
    apply(there, new RegistryChange.Create(new Registration("other", "ch")));
    exchange();
    assertThat(elsewhere("t")).containsExactlyInAnyOrder("busy", "by-hand");
    apply(there, new RegistryChange.Disconnect(1));
    exchange();
    assertThat(elsewhere("t")).as("its consumers may return").contains("busy");
    apply(there, new RegistryChange.DeleteChannel("t", "busy"));
    exchange();
    assertThat(elsewhere("t")).containsExactly("by-hand");
  }

  @Test
  void whatTheOwnBrokerDeletesDoesNotComeBackUnlessItIsElsewhereOrMadeAnew() {
    long own = ProducerId.OWN_BROKER;
    connect(here, own, "host", "t");
    apply(here, new RegistryChange.Register(own, new Registration("t", "only-here")));
    apply(here, new RegistryChange.Register(own, new Registration("t", "shared")));
    exchange();
    connect(there, 1, "other", "t");
    apply(there, new RegistryChange.Register(1, new Registration("t", "shared")));
    exchange();
    assertThat(elsewhere("t")).as("asked before the deletion is known").containsExactly("shared");
    apply(here, new RegistryChange.Unregister(own, new Registration("t", "")));
    here.tidy(0, START);
    assertThat(view().channels("t")).containsExactly("only-here", "shared");
    assertThat(elsewhere("t")).containsExactly("shared");
    apply(here, new RegistryChange.Create(new Registration("t", "only-here")));
    assertThat(elsewhere("t")).containsExactlyInAnyOrder("only-here", "shared");
  }

  private List<String> elsewhere(String topic) {
    return view().channelsElsewhere(new TopicName(topic)).stream().map(ChannelName::value).toList();
  }

  @Test
  void aFullRegistryTakesNoNewRowsButKnownOnes() {
    for (int i = 0; i < 8; i++) {
      connect(here, i + 1, "host" + i, "t" + i);
    }
    assertThat(apply(here, new RegistryChange.Create(new Registration("more", "")))).isFalse();
    assertThat(apply(here, new RegistryChange.Register(1, new Registration("t0", "c")))).isFalse();
    assertThat(apply(here, new RegistryChange.Register(1, new Registration("t5", "")))).isTrue();
    apply(here, new RegistryChange.DeleteTopic("t7"));
    assertThat(apply(here, new RegistryChange.Create(new Registration("more", "")))).isTrue();
  }

  @Test
  void aRegistrationAfterTheConnectionIsGoneIsRefused() {
    connect(here, 1, "host", "t");
    apply(here, new RegistryChange.Disconnect(1));
    assertThat(apply(here, new RegistryChange.Register(1, new Registration("t", "")))).isFalse();
    assertThat(here.producersOf("t", "")).isEmpty();
  }

  @Test
  void whatIsRemovedMustNotBeForgottenWhileATombstoneLives() {
    assertThatThrownBy(
            () ->
                new RegistryRules(
                    Duration.ofSeconds(300),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(10),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settleAfter");
    assertThat(RegistryRules.of(Duration.ofSeconds(1), Duration.ofHours(1)).settleAfter())
        .isEqualTo(Duration.ofHours(2));
  }

  private List<String> hosts(String topic, Instant now) {
    return view().lookup(topic, now).orElseThrow().producers().stream()
        .map(Producer::broadcastAddress)
        .toList();
  }

  private RegistryView view() {
    return new RegistryView(
        here.parts(),
        new Nodes(HERE, members, serving),
        Map.copyOf(heard),
        here.ownDeletions(),
        RULES);
  }

  private void connect(Replica replica, long serial, String host, String topic) {
    String remote = (replica.equals(here) ? "a:" : "b:") + serial;
    apply(replica, new RegistryChange.Connect(serial, producer(remote, host)));
    apply(replica, new RegistryChange.Register(serial, new Registration(topic, "")));
  }

  private static Producer producer(String remote, String host) {
    return new Producer(remote, "h", host, 4150, 4151, "1.3.0", "", "");
  }

  private static boolean apply(Replica replica, RegistryChange change) {
    return replica.apply(change, START);
  }

  private void exchange() {
    here.members(members);
    there.members(members);
    Map<Integer, RegistryPart> heres = here.takeWritten();
    there.takeWritten().forEach(here::merge);
    heres.forEach(there::merge);
  }
}
