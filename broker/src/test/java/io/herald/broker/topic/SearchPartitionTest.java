package io.herald.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.request.PartitionReply;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.search.MessageFilter;
import io.herald.broker.search.SearchFound;
import io.herald.broker.search.SearchMessages;
import io.herald.broker.seek.SeekTarget;
import io.herald.broker.topic.PartitionWorld.Limits;
import io.herald.protocol.message.MessageId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search through one partition, over small segments of the embedded store. */
class SearchPartitionTest {
  private static final long WIDE = 1 << 30;

  @TempDir private Path directory;
  private PartitionWorld world;

  @BeforeEach
  void start() {
    Limits small = new Limits(4096, 1024, 1, Duration.ofDays(1), 0);
    world = PartitionWorld.embedded(directory, "orders", small);
    world.start(false);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private SearchFound search(SeekTarget from, MessageFilter filter, int limit, long scanBytes) {
    return search(from, Long.MAX_VALUE, filter, limit, scanBytes);
  }

  private SearchFound search(
      SeekTarget from, long toNanos, MessageFilter filter, int limit, long scanBytes) {
    PartitionReply reply =
        world.ask(
            new SearchMessages(
                PartitionRequest.ALL, from, toNanos, filter, limit, scanBytes, 1000));
    assertThat(reply).isInstanceOf(PartitionReply.Answered.class);
    return (SearchFound) ((PartitionReply.Answered) reply).answer();
  }

  private void publish(List<String> bodies, int batch) {
    for (int n = 0; n < bodies.size(); n += batch) {
      long token = world.append(0, bodies.subList(n, Math.min(bodies.size(), n + batch)));
      world.expectAppended(token);
    }
  }

  private static List<String> bodies(SearchFound found) {
    return found.hits().stream()
        .map(hit -> new String(hit.body(), StandardCharsets.US_ASCII))
        .toList();
  }

  @Test
  void bitsOfASearchTogetherFindWhatIsThereOnce() {
    long seed = System.nanoTime();
    Random random = new Random(new SplittableRandom(seed).nextLong());
    List<String> bodies = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int n = 0; n < 1000; n++) {
      boolean isWanted = random.nextInt(10) == 0;
      bodies.add((isWanted ? "needle " : "hay ") + n + "x".repeat(random.nextInt(50)));
      if (isWanted) {
        wanted.add(bodies.get(n));
      }
    }
    publish(bodies, 7);
    MessageFilter filter = new MessageFilter("needle", "", "");
    SearchFound whole = search(SeekTarget.BEGINNING, filter, 1000, WIDE);
    assertThat(bodies(whole)).isEqualTo(wanted);
    assertThat(whole.isComplete()).isTrue();
    assertThat(whole.messages()).isEqualTo(1000);
    assertThat(whole.nextOffset()).isEqualTo(whole.fromOffset() + 1000);

    List<String> found = new ArrayList<>();
    long looked = 0;
    SeekTarget from = SeekTarget.BEGINNING;
    SearchFound part;
    do {
      part = search(from, filter, 1 + random.nextInt(20), 1 + random.nextInt(8000));
      found.addAll(bodies(part));
      looked += part.messages();
      assertThat(part.messages()).as("seed %d", seed).isPositive();
      from = SeekTarget.offset(part.nextOffset());
    } while (!part.isComplete());
    assertThat(found).as("seed %d", seed).isEqualTo(wanted);
    assertThat(looked).isEqualTo(1000);
  }

  @Test
  void aBoundStopsItAndIsSaid() {
    publish(List.of("one", "two", "three", "four"), 4);
    SearchFound one = search(SeekTarget.BEGINNING, MessageFilter.ALL, 1, WIDE);
    assertThat(bodies(one)).containsExactly("one");
    assertThat(one.isComplete()).isFalse();
    assertThat(one.nextOffset()).isEqualTo(one.fromOffset() + 1);
    SearchFound little = search(SeekTarget.BEGINNING, MessageFilter.ALL, 100, 50);
    assertThat(bodies(little)).containsExactly("one", "two");
    assertThat(little.bytes()).isEqualTo(2 * (34 + 3));
    assertThat(little.firstNanos()).isPositive().isLessThan(little.lastNanos());
    assertThat(little.isComplete()).isFalse();
    SearchFound all = search(SeekTarget.BEGINNING, MessageFilter.ALL, 4, WIDE);
    assertThat(all.isComplete()).as("as many as there are").isTrue();
    SearchFound none = search(SeekTarget.END, MessageFilter.ALL, 4, WIDE);
    assertThat(none.isComplete()).isTrue();
    assertThat(none.messages()).isZero();
    assertThat(none.firstNanos()).isZero();
  }

  @Test
  void aTimeWindowHasWhatWasPublishedInIt() {
    List<String> bodies = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      bodies.add("m" + n + "-".repeat(30));
    }
    publish(bodies, 10);
    List<StoredMessage> all = search(SeekTarget.BEGINNING, MessageFilter.ALL, 1000, WIDE).hits();
    long from = all.get(50).timestampNanos();
    long to = all.get(219).timestampNanos();
    SearchFound window =
        search(SeekTarget.time(Instant.ofEpochSecond(0, from)), to, MessageFilter.ALL, 1000, WIDE);
    assertThat(bodies(window)).isEqualTo(bodies.subList(50, 220));
    assertThat(window.isComplete()).isTrue();
    assertThat(window.nextOffset()).isEqualTo(MessageId.offset(all.get(220).id()));
  }

  @Test
  void jsonFieldsAreReadNotGuessed() {
    String wanted = "{\"a\":[{\"b\":\"x\"}],\"o\":{\"b\":\"v\",\"n\":7}}";
    publish(
        List.of(
            wanted,
            "{\"b\":\"v\"}",
            "{\"o\":{\"c\":{\"b\":\"v\"}}}",
            "{\"o\":\"{\\\"b\\\":\\\"v\\\"}\"}",
            "{\"o\":{\"b\":\"vv\"}}",
            "o.b=v",
            "{\"o\":{\"b\":\"v\"",
            "{\"o\":{\"\\u0062\":\"v\",\"n\":\"8\",\"t\":true}}"),
        8);
    assertThat(bodies(search(SeekTarget.BEGINNING, new MessageFilter("", "o.b", "v"), 10, WIDE)))
        .hasSize(3) // one is cut off behind the value
        .contains(wanted);
    assertThat(bodies(search(SeekTarget.BEGINNING, new MessageFilter("", "o.n", "7"), 10, WIDE)))
        .containsExactly(wanted);
    assertThat(bodies(search(SeekTarget.BEGINNING, new MessageFilter("", "o.t", "true"), 10, WIDE)))
        .hasSize(1);
    assertThat(bodies(search(SeekTarget.BEGINNING, new MessageFilter("vv", "o.b", "v"), 10, WIDE)))
        .isEmpty();
  }
}
