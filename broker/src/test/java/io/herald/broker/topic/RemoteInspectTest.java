package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.herald.broker.inspect.ChannelPeek;
import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.inspect.CheckBooks;
import io.herald.broker.inspect.DescribeHistory;
import io.herald.broker.inspect.DescribePartition;
import io.herald.broker.inspect.HistoryRange;
import io.herald.broker.inspect.MessageTrace;
import io.herald.broker.inspect.NotStored;
import io.herald.broker.inspect.PartitionBooks;
import io.herald.broker.inspect.PartitionDescription;
import io.herald.broker.inspect.PeekChannel;
import io.herald.broker.inspect.PeekState;
import io.herald.broker.inspect.TraceMessage;
import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace, peek and books of a partition of another node, over TCP. */
class RemoteInspectTest {
  private static final ChannelName C = new ChannelName("c");

  @TempDir private Path directory;

  private static <A extends PartitionAnswer> A ask(
      RemoteWorld world, PartitionRequest request, Class<A> answer) {
    TestProbe<PartitionReply> asker = world.other.createTestProbe();
    world.fromOther(world.owner.partition()).tell(new TopicPartition.Ask(request, asker.ref()));
    return answer.cast(asker.expectMessageClass(PartitionReply.Answered.class, PATIENCE).answer());
  }

  @Test
  void whatIsSeenCrosses() {
    try (RemoteWorld world = RemoteWorld.start(directory)) {
      world.owner.start(false);
      world.owner.open("c");
      world.owner.publish("one", "two", "three");
      TestConsumer consumer = world.owner.subscribe("c", 60_000).ready(1);
      long first = consumer.next().offset();

      HistoryRange history = ask(world, new DescribeHistory(), HistoryRange.class);
      assertThat(history.firstOffset()).isEqualTo(first);
      assertThat(history.tail()).isEqualTo(first + 3);
      MessageTrace trace =
          ask(world, new TraceMessage(MessageId.of(0, first), 100), MessageTrace.class);
      assertThat(new String(trace.message().body(), StandardCharsets.US_ASCII)).isEqualTo("one");
      assertThat(trace.channels().get(0).state()).isEqualTo(ChannelTrace.State.IN_FLIGHT);
      assertThat(trace.channels().get(0).clientId()).isEqualTo("test");
      assertThat(ask(world, new TraceMessage(MessageId.of(0, first + 3), 0), NotStored.class))
          .isSameAs(NotStored.INSTANCE);
      ChannelPeek peek = ask(world, new PeekChannel(C, PeekState.READY, 9, 3), ChannelPeek.class);
      assertThat(peek.entries())
          .extracting(entry -> new String(entry.message().body(), StandardCharsets.US_ASCII))
          .containsExactly("two", "thr");
      PartitionBooks books = ask(world, new CheckBooks(), PartitionBooks.class);
      assertThat(books.channels().get(0).inFlight()).isEqualTo(1);
      assertThat(books.channels().get(0).ready()).isEqualTo(2);
      assertThat(books.channels().get(0).differences()).isEmpty();
      PartitionDescription described =
          ask(world, new DescribePartition(), PartitionDescription.class);
      assertThat(described.firstOffset()).isEqualTo(first);
      assertThat(described.channels().get(0).messages()).isEqualTo(3);
      assertThat(described.channels().get(0).oldestNanos()).isEqualTo(history.firstNanos());
    }
  }
}
