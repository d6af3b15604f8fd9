package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An ordered topic while consumers vanish and the node is killed: what one producer has published
 * comes in that order, without a gap. Producers are told apart by their client_id.
 */
@HeraldOnly("has no order")
@Timeout(600)
class OrderedDeliveryTest {
  private static final int KEYS = 8;
  private static final int MESSAGES_PER_KEY = 12_500;
  private static final int CONSUMERS = 6;
  private static final int KILLS = 3;
  private static final int READY = 5;
  private static final int VANISHES_ONE_IN = 500;
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private final OrderLedger ledger = new OrderLedger(KEYS, MESSAGES_PER_KEY);
  private final AtomicReference<Life> life = new AtomicReference<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final long seed = System.nanoTime();
  private Path dataPath;

  /** A run of the node, from start to kill. */
  private record Life(int number, BrokerProcess node) {}

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    begin(0);
    HttpProbe http = new HttpProbe(life.get().node().http());
    assertThat(http.post("/topic/create?topic=ordered&partition_num=4&ordered=true").status())
        .isEqualTo(200);
    http.post("/channel/create?topic=ordered&channel=channel");
  }

  private void begin(int number) throws Exception {
    LaunchOptions options =
        LaunchOptions.defaults().withDataPath(dataPath).withHerald("--durability", "process");
    life.set(new Life(number, BrokerProcess.start(options)));
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    life.get().node().close();
    WorkDirectory.delete(dataPath);
  }

  @Test
  void whatAProducerPublishesComesInItsOrderWhoeverIsKilled() throws Exception {
    List<Future<Void>> parts = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      int producer = key;
      parts.add(threads.submit((Callable<Void>) () -> produce(producer)));
    }
    for (int i = 0; i < CONSUMERS; i++) {
      Random random = new Random(seed + i);
      parts.add(threads.submit((Callable<Void>) () -> consume(random)));
    }
    long total = (long) KEYS * MESSAGES_PER_KEY;
    for (int kill = 1; kill <= KILLS; kill++) {
      long due = total * kill / (KILLS + 1);
      Await.until("messages before kill " + kill, LIMIT, () -> ledger.arrived() >= due);
      life.get().node().kill9();
      begin(kill);
    }
    for (Future<Void> part : parts) {
      part.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(ledger.violations()).as("seed %d", seed).isEmpty();
    assertThat(ledger.arrived()).isEqualTo(total);
  }

  /** Publishes one message at a time; what has no answer is published again. */
  private Void produce(int key) {
    int next = 0;
    while (next < MESSAGES_PER_KEY) {
      try (NsqConnection connection = NsqConnection.open(life.get().node().tcp())) {
        connection.identify("{\"client_id\":\"producer-" + key + "\"}");
        while (next < MESSAGES_PER_KEY) {
          connection.pub("ordered", key + ":" + next);
          next++;
        }
      } catch (IOException killed) {
        Await.pass(Duration.ofMillis(50));
      }
    }
    return null;
  }

  private Void consume(Random random) {
    while (!ledger.isComplete()) {
      Life here = life.get();
      try (NsqConnection connection = NsqConnection.open(here.node().tcp())) {
        connection.sub("ordered", "channel");
        connection.rdy(READY);
        while (!ledger.isComplete()) {
          Optional<Delivery> delivery = connection.delivery(Duration.ofSeconds(1));
          if (delivery.isEmpty()) {
            continue;
          }
          ledger.arrived(here.number(), new String(delivery.get().body(), UTF_8));
          if (random.nextInt(VANISHES_ONE_IN) == 0) {
            connection.reset();
            break;
          }
          connection.fin(delivery.get().id());
        }
      } catch (IOException killed) {
        Await.pass(Duration.ofMillis(50));
      }
    }
    return null;
  }
}
