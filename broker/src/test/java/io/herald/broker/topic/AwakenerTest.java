package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import com.typesafe.config.ConfigFactory;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.Applied;
import io.herald.broker.request.PartitionReply;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwakenerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TOPICS = 3 * Awakener.AT_ONCE;

  /** A topic that begins, and who wants to know when it has begun. */
  private record Beginning(TopicName topic, ActorRef<PartitionReply> replyTo) {
    void hasBegun() {
      replyTo.tell(new PartitionReply.Expected(0, 1));
      replyTo.tell(new PartitionReply.Answered(0, Applied.INSTANCE));
    }

    void isGone() {
      BrokerException gone = new BrokerException(Reason.TOPIC_NOT_FOUND, "no such topic");
      replyTo.tell(new PartitionReply.Refused(PartitionReply.TOPIC, gone));
    }
  }

  private final ActorTestKit kit =
      ActorTestKit.create(
          "herald",
          ConfigFactory.parseString(
                  "akka { loglevel = WARNING, actor.provider = cluster, cluster.jmx.enabled = off,"
                      + " remote.artery.canonical { hostname = 127.0.0.1, port = 0 } }")
              .withFallback(ConfigFactory.load()));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static Source<String, NotUsed> stored() {
    List<String> ids =
        IntStream.range(0, TOPICS)
            .boxed()
            .flatMap(n -> List.of("topic|t" + n, "manifest|t" + n + "|1|0").stream())
            .toList();
    return Source.from(ids);
  }

  @Test
  void onlySoManyBeginAtOnceAndAllInTheEnd() {
    TestProbe<Beginning> probe = kit.createTestProbe();
    kit.spawn(
        Awakener.create(
            AwakenerTest::stored,
            (topic, replyTo) -> probe.ref().tell(new Beginning(topic, replyTo))));
    Deque<Beginning> underWay =
        new ArrayDeque<>(probe.receiveSeveralMessages(Awakener.AT_ONCE, PATIENCE));
    Set<TopicName> begun = new HashSet<>();
    underWay.forEach(each -> begun.add(each.topic()));
    while (begun.size() < TOPICS) {
      probe.expectNoMessage(Duration.ofMillis(5)); // as many as may be are under way
      Beginning oldest = underWay.remove();
      if (begun.size() % 2 == 0) {
        oldest.hasBegun();
      } else {
        oldest.isGone();
      }
      Beginning next = probe.receiveMessage(PATIENCE);
      assertThat(begun.add(next.topic())).as("%s begins once", next.topic()).isTrue();
      underWay.add(next);
    }
  }
}
