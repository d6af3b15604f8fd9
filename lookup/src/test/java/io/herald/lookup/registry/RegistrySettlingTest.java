package io.herald.lookup.registry;

import static io.herald.lookup.LookupNode.await;
import static io.herald.lookup.LookupNode.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.ddata.typed.javadsl.DistributedData;
import akka.cluster.ddata.typed.javadsl.Replicator;
import io.herald.lookup.LookupNode;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What time does, with times of a second: silence is told, and what is over is forgotten. */
class RegistrySettlingTest {
  private static final RegistryRules QUICK =
      new RegistryRules(
          Duration.ofMillis(1_500),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          1_000);

  private static LookupNode one;
  private static LookupNode two;

  @BeforeAll
  static void start() {
    one = LookupNode.alone(QUICK);
    two = LookupNode.joining(one, QUICK);
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
  }

  @Test
  void aSilentProducerIsHiddenAtTheOtherNodeTooAndAPingBringsItBack() {
    long serial = one.lookup().nextSerial();
    Producer producer = new Producer("r:1", "h", "quiet", 4150, 4151, "1.3.0", "", "");
    one.lookup()
        .tell(
            List.of(
                new RegistryChange.Connect(serial, producer),
                new RegistryChange.Register(serial, new Registration("quiet", ""))));
    await(() -> producersAt(two, "quiet") == 1);
    await(() -> producersAt(two, "quiet") == 0 && producersAt(one, "quiet") == 0);
    assertThat(one.lookup().debug()).containsKey("topic:quiet:");
    await(
        () -> {
          one.lookup().heard(serial);
          return producersAt(two, "quiet") == 1 && producersAt(one, "quiet") == 1;
        });
  }

  @Test
  void nothingIsLeftOfADeletedTopicAndItStaysDeleted() {
    outcome(one.lookup().createTopic(new TopicName("passing")));
    await(() -> two.lookup().topics().contains("passing"));
    assertThat(isKept(two, "passing")).isTrue();
    outcome(two.lookup().deleteTopic("passing"));
    await(() -> !isKept(one, "passing") && !isKept(two, "passing"));
    assertThat(one.lookup().topics()).doesNotContain("passing");
    assertThat(two.lookup().topics()).doesNotContain("passing");
  }

  private static int producersAt(LookupNode node, String topic) {
    return node.lookup().lookup(topic).map(answer -> answer.producers().size()).orElse(0);
  }

  /** Whether the node's replicator holds anything of a topic, be it only that it is gone. */
  private static boolean isKept(LookupNode node, String topic) {
    PartKey key = PartKey.of(Parts.index(topic));
    Replicator.GetResponse<ReplicatedPart> response =
        outcome(
            AskPattern.ask(
                DistributedData.get(node.system()).replicator(),
                replyTo -> new Replicator.Get<>(key, Replicator.readLocal(), replyTo),
                Duration.ofSeconds(5),
                node.system().scheduler()));
    return response instanceof Replicator.GetSuccess<ReplicatedPart> success
        && success.get(key).part().topics().containsKey(topic);
  }
}
