package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.request.EmptyChannel;
import io.herald.broker.request.EmptyTopic;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.protocol.name.ChannelName;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a channel says whose partition may be another node's by now. */
class ChannelLeaseTest {
  private static final ChannelName CHANNEL = new ChannelName("c");
  private static final long LONG = 60_000;

  @TempDir Path directory;

  private final PlayedOwnership ownership = new PlayedOwnership(7);

  private PartitionWorld world() {
    return PartitionWorld.embedded(directory, "leased", Limits.WIDE).ownedBy(ownership);
  }

  private static void expectRefusal(PartitionReply reply) {
    assertThat(reply).isInstanceOf(PartitionReply.Refused.class);
    assertThat(((PartitionReply.Refused) reply).reason()).hasMessageContaining("may not own");
  }

  @Test
  void pausingAndEmptyingAreAcknowledgedUnderAValidLease() {
    try (PartitionWorld world = world()) {
      world.start(false);
      world.open("c");
      world.apply(new PauseChannel(CHANNEL, true));
      world.apply(new EmptyChannel(CHANNEL));
    }
  }

  @Test
  void neitherIsAcknowledgedOrDoneWhenTheLeaseMayHaveRunOut() {
    try (PartitionWorld world = world()) {
      world.start(false);
      world.open("c");
      world.open("other"); // is stored behind all that opening c has stored
      world.publish("kept");
      ownership.valid(false);
      expectRefusal(world.ask(new PauseChannel(CHANNEL, true)));
      expectRefusal(world.ask(new EmptyChannel(CHANNEL)));
      expectRefusal(world.ask(new EmptyTopic()));
      ownership.valid(true);
      assertThat(world.subscribe("c", LONG).ready(5).consume(1)).containsExactly("kept");
    }
  }

  @Test
  void whatIsFinishedMeanwhileIsStoredWhenTheLeaseIsValidAgain() {
    try (PartitionWorld world = world()) {
      world.start(false);
      world.open("c");
      world.publish("one", "two");
      TestConsumer consumer = world.subscribe("c", LONG).ready(5);
      ownership.valid(false);
      assertThat(consumer.consume(2)).containsExactly("one", "two");
      world.drain();
      ownership.valid(true);
      world.drain();
      world.stop();
      world.start(false, "c");
      world.publish("three");
      assertThat(world.subscribe("c", LONG).ready(5).consume(1)).containsExactly("three");
    }
  }
}
