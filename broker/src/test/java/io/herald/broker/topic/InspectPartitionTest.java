package io.herald.broker.topic;

import static io.herald.broker.topic.PartitionWorld.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.BrokerException.Reason;
import io.herald.broker.inspect.ChannelBooks;
import io.herald.broker.inspect.ChannelPeek;
import io.herald.broker.inspect.ChannelTrace;
import io.herald.broker.inspect.ChannelTrace.State;
import io.herald.broker.inspect.CheckBooks;
import io.herald.broker.inspect.DescribeHistory;
import io.herald.broker.inspect.HistoryRange;
import io.herald.broker.inspect.MessageTrace;
import io.herald.broker.inspect.NotStored;
import io.herald.broker.inspect.PartitionBooks;
import io.herald.broker.inspect.PeekChannel;
import io.herald.broker.inspect.PeekState;
import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.inspect.TraceMessage;
import io.herald.broker.request.PartitionAnswer;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.request.PauseChannel;
import io.herald.broker.request.PauseTopic;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.seek.SeekChannel;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.broker.topic.TestConsumer.Received;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trace, peek and books of one partition over the embedded store. */
class InspectPartitionTest {
  private static final ChannelName C = new ChannelName("c");
  private static final long LONG = 60_000;

  /**
   * Batches leave the memory at once, and segments are small: everything is read from the store.
   */
  private static final Limits NARROW = new Limits(4096, 1024, 1, Duration.ofDays(1), 0);

  @TempDir Path directory;
  private PartitionWorld world;

  private void start(Limits limits) {
    world = PartitionWorld.embedded(directory, "orders", limits);
    world.start(false);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private <A extends PartitionAnswer> A ask(PartitionRequest request, Class<A> answer) {
    PartitionReply reply = world.ask(request);
    assertThat(reply).isInstanceOf(PartitionReply.Answered.class);
    return answer.cast(((PartitionReply.Answered) reply).answer());
  }

  private HistoryRange history() {
    return ask(new DescribeHistory(), HistoryRange.class);
  }

  private MessageTrace trace(long offset) {
    return ask(new TraceMessage(MessageId.of(0, offset), 100), MessageTrace.class);
  }

  private ChannelTrace inC(long offset) {
    return trace(offset).channels().stream()
        .filter(each -> each.channel().equals(C))
        .findFirst()
        .orElseThrow();
  }

  private ChannelPeek peek(PeekState state, int limit) {
    return ask(new PeekChannel(C, state, limit, 100), ChannelPeek.class);
  }

  private List<String> bodies(PeekState state, int limit) {
    return peek(state, limit).entries().stream().map(entry -> text(entry.message())).toList();
  }

  private static String text(StoredMessage message) {
    return new String(message.body(), StandardCharsets.US_ASCII);
  }

  private ChannelBooks books() {
    PartitionBooks all = ask(new CheckBooks(), PartitionBooks.class);
    ChannelBooks books =
        all.channels().stream().filter(each -> each.channel().equals(C)).findFirst().orElseThrow();
    assertThat(books.differences()).isEmpty();
    assertThat(books.finished() + books.ready() + books.inFlight() + books.deferred())
        .isEqualTo(all.tail() - books.from());
    return books;
  }

  /** The books, when everything is flushed. */
  private ChannelBooks flushedBooks() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ChannelBooks books = books();
    while (books.cursor() != ChannelBooks.Cursor.CURRENT) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      books = books();
    }
    return books;
  }

  @Test
  void everyStateIsShownForTheRightMessage() {
    start(Limits.WIDE);
    world.open("c");
    world.publish("0", "1", "2", "3", "4");
    TestConsumer consumer = world.subscribe("c", LONG).ready(4);
    List<Received> got = IntStream.range(0, 4).mapToObj(n -> consumer.next()).toList();
    long first = got.get(0).offset();
    consumer.ready(3);
    consumer.requeue(got.get(1), LONG);
    consumer.finish(got.get(0));
    world.open("late");

    assertThat(inC(first).state()).isEqualTo(State.FINISHED);
    ChannelTrace deferred = inC(first + 1);
    assertThat(deferred.state()).isEqualTo(State.DEFERRED);
    assertThat(deferred.attempts()).isEqualTo(1);
    assertThat(deferred.untilMillis())
        .isBetween(System.currentTimeMillis() + LONG / 2, System.currentTimeMillis() + LONG);
    ChannelTrace inFlight = inC(first + 2);
    assertThat(inFlight.state()).isEqualTo(State.IN_FLIGHT);
    assertThat(inFlight.remoteAddress()).isEqualTo("test:1");
    assertThat(inFlight.clientId()).isEqualTo("test");
    assertThat(inFlight.untilMillis()).isEqualTo(inFlight.sinceMillis() + LONG);

    MessageTrace seen = trace(first + 2);
    assertThat(text(seen.message())).isEqualTo("2");
    assertThat(seen.message().bodyBytes()).isEqualTo(1);
    assertThat(seen.message().id()).isEqualTo(MessageId.of(0, first + 2));
    assertThat(seen.channels())
        .extracting(each -> each.channel().value())
        .containsExactly("c", "late");
    assertThat(seen.channels().get(1).state()).isEqualTo(State.BEFORE_START);

    assertThat(bodies(PeekState.INFLIGHT, 10)).containsExactly("2", "3", "4");
    assertThat(bodies(PeekState.DEFERRED, 10)).containsExactly("1");
    assertThat(bodies(PeekState.READY, 10)).isEmpty();
    ChannelBooks books = flushedBooks();
    assertThat(books.finished()).isEqualTo(1);
    assertThat(books.inFlight()).isEqualTo(3);
    assertThat(books.deferred()).isEqualTo(1);

    world.apply(new PauseChannel(C, true));
    consumer.requeue(got.get(2), 0);
    consumer.requeue(got.get(3), 0);
    world.publish("5");
    assertThat(inC(first + 2).state()).isEqualTo(State.WAITING);
    assertThat(inC(first + 2).attempts()).isEqualTo(1);
    assertThat(inC(first + 5).state()).isEqualTo(State.UNREAD);
    assertThat(bodies(PeekState.READY, 10)).containsExactly("2", "3", "5");
    assertThat(bodies(PeekState.READY, 2)).containsExactly("2", "3");
    assertThat(flushedBooks().ready()).isEqualTo(3);
  }

  @Test
  void theBooksBalanceWhereverAChannelIsMoved() {
    start(Limits.WIDE);
    world.publish("0", "1", "2", "3", "4", "5");
    world.open("first");
    world.open("c");
    world.publish("6", "7", "8", "9");
    TestConsumer consumer = world.subscribe("c", LONG).ready(2);
    consumer.finish(consumer.next());
    long first = history().firstOffset();
    for (int target : new int[] {2, 9, 0, 10, 7}) {
      world.apply(new PauseChannel(C, true));
      SeekChannel seek =
          new SeekChannel(C, 0, List.of(new PartitionOffset(0, first + target)), false);
      assertThat(world.ask(seek)).isInstanceOf(PartitionReply.Answered.class);
      assertThat(inC(first + 9).state()).isEqualTo(target > 9 ? State.FINISHED : State.UNREAD);
      ChannelBooks books = flushedBooks();
      assertThat(books.ready()).isEqualTo(10 - target);
      assertThat(books.inFlight()).isZero();
    }
  }

  @Test
  void aPublishForLaterIsDeferredAndShowsWhenItIsDue() {
    start(Limits.WIDE);
    world.open("c");
    assertThat(bodies(PeekState.READY, 1)).isEmpty(); // the channel is awake
    long due = System.currentTimeMillis() + LONG;
    world.append(due, List.of("later"));
    world.publisher.receiveMessage(PATIENCE);
    long offset = history().firstOffset();
    MessageTrace seen = trace(offset);
    assertThat(seen.message().dueMillis()).isEqualTo(due);
    assertThat(seen.channels().get(0).state()).isEqualTo(State.DEFERRED);
    assertThat(seen.channels().get(0).untilMillis()).isEqualTo(due);
    assertThat(seen.channels().get(0).attempts()).isZero();
  }

  @Test
  void messagesOfAPausedTopicAreHeld() {
    start(Limits.WIDE);
    world.open("c");
    world.apply(new PauseTopic(true));
    world.publish("held");
    assertThat(inC(history().firstOffset()).state()).isEqualTo(State.HELD);
    assertThat(bodies(PeekState.READY, 10)).isEmpty();
  }

  @Test
  void messagesAreReadFromAnySegmentAndAfterARestart() {
    start(NARROW);
    world.open("c");
    String body = "x".repeat(90);
    for (int n = 0; n < 200; n++) {
      world.publish("%3d%s".formatted(n, body));
    }
    TestConsumer consumer = world.subscribe("c", LONG).ready(10);
    List<Received> got = IntStream.range(0, 10).mapToObj(n -> consumer.next()).toList();
    consumer.finish(got.get(3));
    consumer.requeue(got.get(4), LONG);
    flushedBooks();
    long first = history().firstOffset();
    for (int n : new int[] {0, 1, 57, 120, 199}) {
      assertThat(text(trace(first + n).message())).isEqualTo("%3d%s".formatted(n, body));
    }
    world.drain();
    world.stop();
    world.start(false, "c");
    assertThat(trace(first + 150).channels().get(0).state()).isEqualTo(State.UNREAD);
    assertThat(inC(first + 2).state()).isEqualTo(State.WAITING);
    assertThat(inC(first + 3).state()).isEqualTo(State.FINISHED);
    assertThat(inC(first + 4).state()).isEqualTo(State.DEFERRED);
    assertThat(bodies(PeekState.READY, 1000)).hasSize(198);
    ChannelBooks books = flushedBooks();
    assertThat(books.ready()).isEqualTo(198);
    assertThat(books.finished()).isEqualTo(1);
  }

  @Test
  void aMessageThatWasNeverThereIsNotStored() {
    start(Limits.WIDE);
    world.open("c");
    HistoryRange empty = history();
    assertThat(empty.firstOffset()).isEqualTo(empty.tail());
    assertThat(empty.firstNanos()).isZero();
    world.publish("one", "two");
    HistoryRange history = history();
    assertThat(history.tail()).isEqualTo(history.firstOffset() + 2);
    assertThat(history.firstNanos()).isPositive().isLessThanOrEqualTo(history.lastNanos());
    for (long offset : new long[] {0, history.firstOffset() - 1, history.tail()}) {
      assertThat(world.ask(new TraceMessage(MessageId.of(0, offset), 100)))
          .isEqualTo(new PartitionReply.Answered(0, NotStored.INSTANCE));
    }
  }

  @Test
  void onlyAsMuchOfABodyIsShownAsIsWantedAndNotTooManyBytesInAll() {
    start(Limits.WIDE);
    world.open("c");
    String large = "y".repeat(100_000);
    world.publish(large, large, large, large);
    long first = history().firstOffset();
    assertThat(trace(first).message().body()).hasSize(100);
    assertThat(trace(first).message().bodyBytes()).isEqualTo(100_000);
    ChannelPeek whole =
        ask(new PeekChannel(C, PeekState.READY, 10, Integer.MAX_VALUE), ChannelPeek.class);
    assertThat(whole.isTruncated()).isTrue();
    assertThat(whole.entries()).hasSize(3); // the third one passes 256 KiB
    assertThat(peek(PeekState.READY, 10).isTruncated()).isFalse();
    assertThat(peek(PeekState.READY, 10).entries()).hasSize(4);
  }

  @Test
  void aChannelThatIsNotThereCannotBeLookedAt() {
    start(Limits.WIDE);
    PartitionReply reply = world.ask(new PeekChannel(C, PeekState.READY, 1, 1));
    assertThat(((PartitionReply.Refused) reply).reason().reason())
        .isEqualTo(Reason.CHANNEL_NOT_FOUND);
    assertThat(ask(new CheckBooks(), PartitionBooks.class).channels()).isEmpty();
  }
}
