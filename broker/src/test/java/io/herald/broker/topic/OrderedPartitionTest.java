package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A partition of an ordered topic: the next message comes when the one before it is finished. */
class OrderedPartitionTest {
  private static final long LONG = 60_000;

  @TempDir private Path directory;
  private PartitionWorld world;

  @BeforeEach
  void start() {
    world = PartitionWorld.embedded(directory, "ordered", Limits.WIDE).ordered();
    world.start(false);
    world.open("c");
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void nobodyGetsTheNextBeforeTheOneBeforeIsFinished() {
    TestConsumer a = world.subscribe("c", LONG).ready(10);
    world.publish("one", "two", "three");
    Received one = a.next();
    TestConsumer b = world.subscribe("c", LONG).ready(10);
    b.expectNothing();
    a.expectNothing();
    a.ready(0).finish(one);
    assertThat(b.next().body()).isEqualTo("two");
    b.expectNothing();
    b.leave(); // and does not say what has become of it
    assertThat(a.ready(1).consume(2)).containsExactly("two", "three");
  }

  @Test
  void aMessageThatTimesOutComesAgainBeforeTheNext() {
    TestConsumer c = world.subscribe("c", 300).ready(10);
    world.publish("one", "two");
    Received one = c.next();
    Received again = c.next();
    assertThat(again.offset()).isEqualTo(one.offset());
    assertThat(again.attempts()).isEqualTo(2);
    c.finish(again);
    assertThat(c.next().body()).isEqualTo("two");
  }

  @Test
  void aDeferredMessageHoldsWhatFollows() {
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    world.append(System.currentTimeMillis() + 500, List.of("later"));
    world.append(0, List.of("now"));
    assertThat(c.consume(2)).containsExactly("later", "now");
  }

  @Test
  void afterARestartTheUnfinishedOneIsFirst() {
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    world.publish("one", "two", "three");
    c.finish(c.next());
    assertThat(c.next().body()).isEqualTo("two");
    world.drain();
    world.stop();
    world.start(false, "c");
    assertThat(world.subscribe("c", LONG).ready(10).consume(2)).containsExactly("two", "three");
  }

  @Test
  void aRequeuedMessageComesAgainBeforeTheNext() {
    TestConsumer c = world.subscribe("c", LONG).ready(10);
    world.publish("one", "two");
    c.requeue(c.next(), 0);
    Received again = c.next();
    assertThat(again.body()).isEqualTo("one");
    assertThat(again.attempts()).isEqualTo(2);
    c.requeue(again, 300);
    assertThat(c.consume(2)).containsExactly("one", "two");
  }
}
