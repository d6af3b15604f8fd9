package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.client.CommandBytes;
import io.herald.client.Delivery;
import io.herald.client.NsqConnection;
import io.herald.client.ProcessUsage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A million messages that wait for their time. Prints rates and lateness for docs/guide/delay.md;
 * what they may be depends on the machine, so only what must hold on any is asserted.
 */
@HeraldOnly("keeps deferred messages in memory, in a queue of its own for each channel")
@Timeout(600)
class ManyDeferredTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int MILLION = 1_000_000;
  private static final int PIPELINED = 1000;
  private static final int LIVE_MESSAGES = 200_000;
  private static final int BATCH = 100;
  private static final byte[] BODY = new byte[100];

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Path dataPath;
  private BrokerProcess node;
  private HttpProbe http;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    Arrays.fill(BODY, (byte) 'x');
    LaunchOptions options =
        LaunchOptions.defaults().withDataPath(dataPath).withHerald("--durability", "process");
    node = BrokerProcess.start(options);
    http = new HttpProbe(node.http());
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    node.close();
    WorkDirectory.delete(dataPath);
  }

  @Test
  void aMillionDeferredMessagesAreHeldWhileOthersAreDelivered() throws Exception {
    rate("live"); // warm
    double before = rate("live");
    long residentBefore = new ProcessUsage(node.pid()).residentBytes();
    long begun = System.nanoTime();
    try (NsqConnection consumer = NsqConnection.open(node.tcp())) {
      consumer.sub("later", "c");
      consumer.rdy(1);
      defer(MILLION);
      Await.until("a million are deferred", LIMIT, () -> deferred() == MILLION);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double beside = rate("live");
    double within = rate("later");
    long resident = new ProcessUsage(node.pid()).residentBytes();
    System.out.printf(
        "%d deferred in %.1f s; live topic %.0f/s before, %.0f/s beside them, ratio %.2f; the"
            + " channel itself %.0f/s; resident %d MiB before, %d MiB then%n",
        MILLION,
        seconds,
        before,
        beside,
        beside / before,
        within,
        residentBefore >> 20,
        resident >> 20);
    assertThat(deferred()).isEqualTo(MILLION);
  }

  private int deferred() throws Exception {
    JsonNode channel = http.topicStats("later").path("channels").path(0);
    return channel.path("deferred_count").asInt();
  }

  private void defer(int count) throws Exception {
    long month = Duration.ofDays(30).toMillis();
    byte[] command = CommandBytes.dpub("later", month, BODY);
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    for (int n = 0; n < PIPELINED; n++) {
      commands.write(command);
    }
    try (NsqConnection publisher = NsqConnection.open(node.tcp())) {
      publisher.readTimeout(LIMIT);
      for (int sent = 0; sent < count; sent += PIPELINED) {
        publisher.send(commands.toByteArray());
        for (int n = 0; n < PIPELINED; n++) {
          assertThat(publisher.reply().text()).isEqualTo("OK");
        }
      }
    }
  }

  /** Messages a second through a topic, published and finished. */
  private double rate(String topic) throws Exception {
    List<byte[]> batch = Collections.nCopies(BATCH, BODY);
    try (NsqConnection consumer = NsqConnection.open(node.tcp());
        NsqConnection publisher = NsqConnection.open(node.tcp())) {
      consumer.readTimeout(LIMIT);
      consumer.sub(topic, "c");
      consumer.rdy(2000);
      long begun = System.nanoTime();
      Future<Void> publishing =
          threads.submit(
              (Callable<Void>)
                  () -> {
                    for (int sent = 0; sent < LIVE_MESSAGES; sent += BATCH) {
                      publisher.mpub(topic, batch);
                    }
                    return null;
                  });
      for (int got = 0; got < LIVE_MESSAGES; got++) {
        consumer.fin(consumer.delivery().id());
      }
      publishing.get();
      double rate = LIVE_MESSAGES / ((System.nanoTime() - begun) / 1e9);
      consumer.rdy(0);
      return rate;
    }
  }

  @Test
  void noMessageIsEarly() throws Exception {
    int count = 200;
    long[] late = new long[count];
    try (NsqConnection consumer = NsqConnection.open(node.tcp());
        NsqConnection publisher = NsqConnection.open(node.tcp())) {
      consumer.readTimeout(LIMIT);
      consumer.sub("timed", "c");
      consumer.rdy(count);
      long[] dueFrom = new long[count];
      for (int n = 0; n < count; n++) {
        long delay = 3000 + 37L * n % 3000; // all are published before the first is due
        dueFrom[n] = System.currentTimeMillis() + delay;
        byte[] body = Integer.toString(n).getBytes(UTF_8);
        publisher.send(CommandBytes.dpub("timed", delay, body));
        assertThat(publisher.reply().text()).isEqualTo("OK");
      }
      for (int n = 0; n < count; n++) {
        Delivery delivery = consumer.delivery();
        int which = Integer.parseInt(delivery.text());
        late[which] = System.currentTimeMillis() - dueFrom[which];
        consumer.fin(delivery.id());
      }
    }
    long[] sorted = late.clone();
    Arrays.sort(sorted);
    System.out.printf(
        "%d deferred messages: %d ms late at least, median %d ms, 99%% %d ms, at most %d ms%n",
        count, sorted[0], sorted[count / 2], sorted[count * 99 / 100], sorted[count - 1]);
    assertThat(sorted[0]).as("early").isNotNegative();
  }
}
