package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.multijvm.LoadConsumer.Manner;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Load on a node over all its lives, and the account of it. Topic {@code busy} has a channel with
 * unreliable consumers and one without any; topic {@code waiting} has no channel until the end.
 */
final class NodeLoad implements AutoCloseable {
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
  private static final int END_SECONDS = 20;
  private static final String BUSY = "busy";
  private static final String WAITING = "waiting";

  private final PublishLedger busy = new PublishLedger();
  private final PublishLedger waiting = new PublishLedger();
  private final DeliveryLedger consumed = new DeliveryLedger(busy);
  private final DeliveryLedger archived = new DeliveryLedger(busy);
  private final DeliveryLedger first = new DeliveryLedger(waiting);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> running = new ArrayList<>();

  /** Starts publishers and consumers; they end with the node. */
  void start(BrokerProcess node, Random random) throws Exception {
    HttpProbe http = new HttpProbe(node.http());
    http.post("/topic/create?topic=" + BUSY);
    for (String channel : List.of("consumed", "archived")) {
      http.post("/channel/create?topic=" + BUSY + "&channel=" + channel);
    }
    InetSocketAddress tcp = node.tcp();
    for (int i = 0; i < 2; i++) {
      run(new LoadPublisher(tcp, BUSY, busy, random.nextLong()));
      run(new LoadConsumer(tcp, BUSY, "consumed", consumed, Manner.UNRELIABLE, random.nextLong()));
    }
    run(new LoadPublisher(tcp, WAITING, waiting, random.nextLong()));
  }

  /** Waits for the threads of a node that ended at {@code endedAt}, in ms since 1970. */
  void ended(long endedAt) throws Exception {
    awaitThreads();
    for (DeliveryLedger ledger : ledgers()) {
      ledger.killed(endedAt);
    }
  }

  /** Consumes all that is left. */
  void drain(BrokerProcess node) throws Exception {
    InetSocketAddress tcp = node.tcp();
    List<LoadConsumer> consumers =
        List.of(
            new LoadConsumer(tcp, BUSY, "consumed", consumed, Manner.DRAINING, 0),
            new LoadConsumer(tcp, BUSY, "archived", archived, Manner.DRAINING, 0),
            new LoadConsumer(tcp, WAITING, "first", first, Manner.DRAINING, 0));
    consumers.forEach(this::run);
    HttpProbe http = new HttpProbe(node.http());
    try {
      Await.until(
          "drained",
          DRAIN_LIMIT,
          () -> running.stream().anyMatch(Future::isDone) || unfinished(http) == 0);
    } finally {
      consumers.forEach(LoadConsumer::stop);
      awaitThreads();
      report(http);
    }
  }

  /** Every acknowledged message arrived on every channel, and nothing else did. */
  void assertNothingLost() {
    for (DeliveryLedger ledger : ledgers()) {
      assertThat(ledger.lost()).as("acknowledged and lost").isEmpty();
      assertThat(ledger.unexpected()).as("delivered and never published").isEmpty();
      assertThat(ledger.received()).isPositive();
    }
  }

  /** Nothing was early, came back after its FIN was on disk, or lost count of its attempts. */
  void assertNoViolations() {
    for (DeliveryLedger ledger : ledgers()) {
      assertThat(ledger.violations()).isEmpty();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private List<DeliveryLedger> ledgers() {
    return List.of(consumed, archived, first);
  }

  private void run(Runnable part) {
    running.add(threads.submit(part));
  }

  private void awaitThreads() throws Exception {
    for (Future<?> part : running) {
      part.get(END_SECONDS, TimeUnit.SECONDS);
    }
    running.clear();
  }

  /** Messages that any channel still holds in any way; at least 1 until all channels are there. */
  private static long unfinished(HttpProbe http) throws Exception {
    long count = 0;
    JsonNode topics = http.get("/stats?format=json&include_clients=false").json().get("topics");
    for (JsonNode topic : topics) {
      count += topic.get("depth").asLong() + (topic.get("channels").isEmpty() ? 1 : 0);
      for (JsonNode channel : topic.get("channels")) {
        count += channel.get("depth").asLong();
        count += channel.get("in_flight_count").asLong();
        count += channel.get("deferred_count").asLong();
      }
    }
    return count;
  }

  private void report(HttpProbe http) throws Exception {
    System.out.printf(
        "acknowledged %d, delivered %d + %d + %d, again %d + %d + %d, left %d%n",
        busy.acknowledged().size() + waiting.acknowledged().size(),
        consumed.received(),
        archived.received(),
        first.received(),
        consumed.duplicates(),
        archived.duplicates(),
        first.duplicates(),
        unfinished(http));
  }
}
