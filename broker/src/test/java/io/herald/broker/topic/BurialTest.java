package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import io.herald.broker.Published;
import io.herald.broker.channel.Channel;
import io.herald.broker.deadletter.DeadLetter;
import io.herald.broker.deadletter.DeadLetterTopic;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionAnswers;
import io.herald.config.ChannelSettings;
import io.herald.config.TopicSettings;
import io.herald.protocol.message.MessageFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A channel of a real partition buries a message, and the test plays the dead-letter topic. */
class BurialTest {
  @TempDir private Path directory;

  @Test
  void whatCannotBeStoredIsKeptAndTriedAgainUntilItIs() {
    try (PartitionWorld world =
        PartitionWorld.embedded(directory, "orders", PartitionWorld.Limits.WIDE)) {
      TestProbe<Topics.Command> topics = world.kit.createTestProbe();
      world.shared.directory().openedBy(topics.ref());
      world.start(false);
      world.open("c");
      TestConsumer c = world.subscribe("c", 60_000).ready(1);
      c.channel().tell(new Channel.Configured(TopicSettings.DEFAULTS, once()));
      world.publish("poison");
      c.requeue(c.next(), 0);
      Topics.Publish first = expectLetter(topics);
      assertThat(letter(first).attempts()).isEqualTo(1);
      first.replyTo().tell(StatusReply.error("the disk is full"));
      Topics.Publish second = expectLetter(topics);
      assertThat(letter(second).id()).isEqualTo(letter(first).id());
      assertThat(world.stats("c").deadLetteredCount.value()).as("not stored yet").isZero();
      second.replyTo().tell(StatusReply.success(new Published(1, false)));
      world.publish("next"); // the channel goes on all the time
      assertThat(c.consume(1)).containsExactly("next");
      topics.awaitAssert(
          PATIENCE, () -> assertThat(world.stats("c").deadLetteredCount.value()).isEqualTo(1));
      c.expectNothing();
    }
  }

  private static ChannelSettings once() {
    return ChannelSettings.of(Map.of("max-attempts", "1"));
  }

  /** The topic and its channel are made each time, in case somebody has deleted them. */
  private static Topics.Publish expectLetter(TestProbe<Topics.Command> topics) {
    Topics.CreateTopic create = topics.expectMessageClass(Topics.CreateTopic.class, PATIENCE);
    assertThat(create.topic().value()).isEqualTo("orders.c.dead");
    create.replyTo().tell(StatusReply.ack());
    Topics.Ask ask = topics.expectMessageClass(Topics.Ask.class, PATIENCE);
    assertThat(ask.request()).isEqualTo(new CreateChannel(DeadLetterTopic.REDRIVE, List.of()));
    ask.replyTo().tell(StatusReply.success(new PartitionAnswers(new TreeMap<>())));
    return topics.expectMessageClass(Topics.Publish.class, PATIENCE);
  }

  private static DeadLetter letter(Topics.Publish publish) {
    byte[] frames = publish.layout().frames();
    byte[] body = Arrays.copyOfRange(frames, MessageFrame.HEADER_BYTES, frames.length);
    return DeadLetter.parse(body)
        .orElseThrow(() -> new AssertionError(new String(body, StandardCharsets.UTF_8)));
  }
}
