package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import io.herald.protocol.message.Deferrals;
import io.herald.protocol.message.MessageBatch;
import io.herald.protocol.message.MessageFrame;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that admits other writers: what a former owner still writes is never read. */
class SharedStoreTest {
  @TempDir private Path directory;

  @Test
  void whatAFormerOwnerWritesBehindTheSealIsNotRead() {
    try (PartitionWorld world = shared()) {
      world.start(false);
      world.publish("one");
      world.stop();
      world.start(false); // the next owner seals the first segment and opens the second
      world.publish("two");
      formerOwnerWrites(world, 1, "stray");
      world.stop();
      world.start(false);
      world.publish("three");
      world.open("channel");
      TestConsumer consumer = world.subscribe("channel", 60_000);
      consumer.ready(10);
      assertThat(consumer.consume(3)).containsExactly("one", "two", "three");
    }
  }

  private PartitionWorld shared() {
    return PartitionWorld.embedded(
        directory, "shared", PartitionWorld.Limits.WIDE, "--store=cassandra");
  }

  /** Appends to a segment as an owner does who does not know yet that he is none any more. */
  private static void formerOwnerWrites(PartitionWorld world, long segment, String body) {
    TestProbe<LogSegment.Reply> replies = world.kit.createTestProbe();
    ActorRef<LogSegment.Command> former =
        world.kit.spawn(
            LogSegment.create(
                world.id.segmentPersistenceId(segment), world.shared.logPlugins(), replies.ref()));
    LogSegment.Recovered recovered =
        replies.expectMessageClass(LogSegment.Recovered.class, PartitionWorld.PATIENCE);
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    byte[] frames = new byte[MessageFrame.HEADER_BYTES + bytes.length];
    MessageFrame.layOut(frames, 0, bytes, 0, bytes.length);
    long offset = recovered.state().nextOffset();
    assertThat(offset).as("behind what he wrote").isPositive();
    former.tell(
        new LogSegment.Write(
            new MessageBatch(offset, 1, frames, 0, frames.length, Deferrals.NONE)));
    replies.expectMessageClass(LogSegment.Written.class, PartitionWorld.PATIENCE);
    former.tell(LogSegment.Stop.INSTANCE);
    replies.expectTerminated(former, PartitionWorld.PATIENCE);
  }
}
