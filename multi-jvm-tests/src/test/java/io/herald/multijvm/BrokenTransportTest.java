package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.NsqConnection;
import io.herald.client.ProcessUsage;
import io.herald.client.tls.KeyKind;
import io.herald.client.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Handshakes and compressed streams that go wrong: the node ends each connection, executes nothing
 * that came in the clear behind an upgrade, and is afterwards as it was before, while others are
 * served. The seed is printed; {@code -Dseed=N} repeats it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenTransportTest {
  private static final int HANDSHAKES = 10_000;
  private static final int HANDSHAKES_WATCHED = 1500;
  private static final int ROUNDS = 4;
  private static final int CLIENTS = 8;
  private static final int LIMIT_SECONDS = 120;
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(3);
  private static final int HEAP_MEBIBYTES = 256;
  private static final long MEBIBYTE = 1024 * 1024;

  /** What a JVM takes beside its heap: code, metaspace, threads, direct buffers. */
  private static final int OUTSIDE_HEAP_MEBIBYTES = 350;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final TestCertificates authority = TestCertificates.create("broken transport test CA");
  private final BrokenHandshakes.Strangers strangers = BrokenHandshakes.Strangers.of(authority);
  private Path directory;
  private BrokerProcess node;
  private BrokerProcess strictNode;

  @BeforeAll
  void start() throws Exception {
    System.out.println("BrokenTransportTest: -Dseed=" + seed);
    directory = WorkDirectory.create();
    authority.writeCa(directory.resolve("ca.pem"));
    authority.issue("node", KeyKind.EC_P256).writeTo(directory);
    node = BrokerProcess.start(options());
    strictNode = BrokerProcess.start(strict(options()));
  }

  private LaunchOptions options() {
    return LaunchOptions.defaults()
        .withMaxHeapMebibytes(HEAP_MEBIBYTES)
        .with("--tls-cert", directory.resolve("cert.pem").toString())
        .with("--tls-key", directory.resolve("key.pem").toString())
        .withHerald("--durability", "process")
        .withHerald("--tls-handshake-timeout", HANDSHAKE_TIMEOUT.toSeconds() + "s");
  }

  private LaunchOptions strict(LaunchOptions options) {
    return options
        .with("--tls-required=tcp-https")
        .with("--tls-client-auth-policy", "require-verify")
        .with("--tls-root-ca-file", directory.resolve("ca.pem").toString());
  }

  @AfterAll
  void stop() throws Exception {
    node.close();
    strictNode.close();
    WorkDirectory.delete(directory);
  }

  @Test
  void brokenHandshakesLeaveNothingBehindAndDisturbNobody() throws Exception {
    RoundTrips.Times before = new RoundTrips(node.tcp()).measure(500);
    attack(node, strictNode, HANDSHAKES / ROUNDS, 0);
    awaitNoClients(node);
    deleteTopics(node);
    ProcessUsage usage = new ProcessUsage(node.pid());
    long filesBefore = usage.openFiles();
    long threadsBefore = usage.threads();
    long heapBefore = heapInUse(node);
    RoundTrips normal = new RoundTrips(node.tcp());
    ExecutorService measuring = Executors.newSingleThreadExecutor();
    Future<RoundTrips.Times> during = measuring.submit(normal);
    for (int round = 1; round < ROUNDS; round++) {
      attack(node, strictNode, HANDSHAKES / ROUNDS, round * 1000L);
    }
    normal.stop();
    RoundTrips.Times times = during.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    measuring.shutdown();
    System.out.println("BrokenTransportTest: before " + before + "; during " + times);

    assertThat(times.longest()).isLessThan(Duration.ofSeconds(5));
    assertThat(times.median()).isLessThan(before.median().multipliedBy(20).plusMillis(50));
    awaitNoClients(node);
    awaitNoClients(strictNode);
    deleteTopics(node);
    Await.until(
        () -> "files: " + filesBefore + " before, now " + usage.openFiles(),
        SOON,
        () -> usage.openFiles() <= filesBefore + CLIENTS);
    Await.until(
        () -> "threads: " + threadsBefore + " before, now " + usage.threads(),
        SOON,
        () -> usage.threads() <= threadsBefore + CLIENTS);
    assertThat(heapInUse(node)).as("heap").isLessThan(heapBefore + 24 * MEBIBYTE);
    assertWell(node);
    assertWell(strictNode);
  }

  @Test
  void noBufferLeaks() throws Exception {
    SSLContext welcome = authority.clientContext(authority.issue("client", KeyKind.EC_P256));
    LaunchOptions watched = options().withJavaOption("-Dio.netty.leakDetection.level=paranoid");
    try (BrokerProcess open = BrokerProcess.start(watched);
        BrokerProcess strict = BrokerProcess.start(strict(watched))) {
      attack(open, strict, HANDSHAKES_WATCHED, 50_000);
      for (TransportMode mode : TransportMode.values()) {
        try (NsqConnection client = mode.open(open.tcp(), authority.clientContext())) {
          client.pub("leaks#ephemeral", "x".repeat(100_000));
        }
      }
      awaitNoClients(open);
      for (BrokerProcess broker : List.of(open, strict)) {
        heapInUse(broker); // collects garbage; Netty reports what it finds at the next allocations
        try (NsqConnection client = TransportMode.TLS_1_3.open(broker.tcp(), welcome)) {
          for (int i = 0; i < 200; i++) {
            client.pub("leaks#ephemeral", "x");
          }
        }
        assertThat(broker.logged("LEAK:")).isEmpty();
        assertWell(broker);
      }
    }
  }

  @Test
  void clientsThatStopInMidHandshakeAreCutOffAtTheDeadline() throws Exception {
    List<RawClient> stopped = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      RawClient client = new RawClient(node.tcp());
      byte[] hello = strangers.hellos().get(i % strangers.hellos().size());
      client.send(RawClient.identify("tls_v1"), Arrays.copyOf(hello, i));
      stopped.add(client);
    }
    long connected = System.nanoTime();
    new RoundTrips(node.tcp()).measure(50);
    for (RawClient client : stopped) {
      client.drain();
      client.close();
    }
    Duration all = Duration.ofNanos(System.nanoTime() - connected);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThan(HANDSHAKE_TIMEOUT.minusMillis(100));
    assertThat(all).isLessThan(HANDSHAKE_TIMEOUT.plus(SOON));
    awaitNoClients(node);
    assertWell(node);
  }

  @Test
  void aDeflateBombIsCutOffBeforeItIsExpanded() throws Exception {
    byte[] line = Bombs.deflatedZeros(new byte[0], 4096);
    byte[] body = Bombs.deflatedZeros("PUB t\n\177\177\177\177".getBytes(US_ASCII), 4096);
    explode("deflate", line);
    explode("deflate", body);
  }

  @Test
  void aSnappyBombIsCutOffBeforeItIsExpanded() throws Exception {
    explode("snappy", Bombs.snappyZeros(new byte[0], 1024));
    explode("snappy", Bombs.snappyZeros("PUB t\n\177\177\177\177".getBytes(US_ASCII), 1024));
    explode("snappy", Bombs.snappyBoast());
  }

  /** Several at once; costs a fraction of the time and memory that expanding them would. */
  private void explode(String feature, byte[] bomb) throws Exception {
    ProcessUsage usage = new ProcessUsage(node.pid());
    Duration cpuBefore = usage.cpu();
    inParallel(
        () -> {
          try (RawClient client = new RawClient(node.tcp())) {
            client.send(RawClient.identify(feature));
            client.awaitSomething();
            client.send(bomb);
            client.drain();
          }
        });
    assertThat(usage.cpu().minus(cpuBefore)).as("CPU").isLessThan(Duration.ofSeconds(4));
    assertMemoryIsBounded();
    awaitNoClients(node);
    assertWell(node);
  }

  /** 64 KiB of deflate that no limit forbids are 64 MiB of publishes, on each connection. */
  @Test
  void publishesThatExpandAThousandfoldAreTakenNoFasterThanTheyCanBeKept() throws Exception {
    int count = 64;
    byte[] publishes = Bombs.deflatedPublishes("expanded#ephemeral", count);
    inParallel(
        () -> {
          try (NsqConnection client = TransportMode.DEFLATE.open(node.tcp(), null)) {
            client.sendBeneath(publishes);
            for (int i = 0; i < count; i++) {
              assertThat(client.reply().text()).isEqualTo("OK");
            }
          }
        });
    assertMemoryIsBounded();
    deleteTopics(node);
    assertWell(node);
  }

  private void assertMemoryIsBounded() {
    long peak = new ProcessUsage(node.pid()).residentBytesPeak() / MEBIBYTE;
    assertThat(peak).as("MiB resident at most").isLessThan(HEAP_MEBIBYTES + OUTSIDE_HEAP_MEBIBYTES);
  }

  private void attack(BrokerProcess open, BrokerProcess strict, int count, long part)
      throws Exception {
    List<BrokenHandshakes> attackers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      attackers.add(new BrokenHandshakes(seed + part + i, open.tcp(), strict.tcp(), strangers));
    }
    var next = attackers.iterator();
    inParallel(
        () -> {
          BrokenHandshakes attacker;
          synchronized (attackers) {
            attacker = next.next();
          }
          for (int i = 0; i < count / CLIENTS; i++) {
            attacker.next();
          }
        });
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void inParallel(Action action) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(
                () -> {
                  action.run();
                  return null;
                }));
      }
      for (Future<?> client : clients) {
        client.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void awaitNoClients(BrokerProcess broker) throws Exception {
    HttpProbe http = new HttpProbe(broker.http());
    JsonNode[] connections = new JsonNode[1];
    Await.until(
        () -> "one connection, which is of HTTP, is left: " + connections[0],
        SOON,
        () -> {
          connections[0] = http.get("/stats?format=json").json().path("connections");
          return connections[0].path("open").asLong() == 1;
        });
  }

  private static void deleteTopics(BrokerProcess broker) throws Exception {
    HttpProbe http = new HttpProbe(broker.http());
    for (JsonNode topic : topics(broker)) {
      String name = topic.get("topic_name").asText();
      assertThat(name).doesNotStartWith(BrokenHandshakes.NEVER);
      http.post("/topic/delete?topic=" + name.replace("#", "%23"));
    }
  }

  private static JsonNode topics(BrokerProcess broker) throws Exception {
    return new HttpProbe(broker.http()).get("/stats?format=json").json().get("topics");
  }

  private static long heapInUse(BrokerProcess broker) throws Exception {
    HttpProbe http = new HttpProbe(broker.http());
    http.post("/debug/freememory");
    return http.get("/stats?format=json").json().at("/memory/heap_in_use_bytes").asLong();
  }

  /** Nothing was executed that must not be, nothing went wrong, and a normal client is served. */
  private void assertWell(BrokerProcess broker) throws Exception {
    for (JsonNode topic : topics(broker)) {
      assertThat(topic.get("topic_name").asText()).doesNotStartWith(BrokenHandshakes.NEVER);
    }
    assertThat(broker.loggedFailures()).isEmpty();
  }
}
