package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Cassandra is held still and killed under load, and then the node, too: what was acknowledged is
 * there, and the node goes on by itself when Cassandra is back. The seed is printed; {@code
 * -Dseed=N} repeats its choices.
 */
@HeraldOnly("has no such store")
class CassandraFaultsTest {
  private static final Duration LOADED = Duration.ofSeconds(2);
  private static final Duration HELD = Duration.ofSeconds(3);
  private static final Duration BACK_LIMIT = Duration.ofSeconds(60);

  @Test
  void noAcknowledgedMessageIsLostAndTheNodeGoesOn() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("CassandraFaultsTest: -Dseed=" + seed);
    Random random = new Random(seed);
    Path dataPath = WorkDirectory.create();
    try (CassandraProcess cassandra = CassandraProcess.start();
        NodeLoad load = new NodeLoad()) {
      LaunchOptions options = SharedCassandra.node(cassandra).withDataPath(dataPath);
      try (BrokerProcess node = BrokerProcess.start(options)) {
        load.start(node, random);
        Await.pass(LOADED);
        cassandra.hold();
        Await.pass(HELD);
        cassandra.goOn();
        awaitPublish(node);
        Await.pass(LOADED);
        cassandra.kill9();
        awaitRefusal(node);
        cassandra.restart();
        awaitPublish(node);
        long killedAt = System.currentTimeMillis();
        node.kill9();
        load.ended(killedAt);
      }
      try (BrokerProcess last = BrokerProcess.start(options)) {
        awaitPublish(last); // the lease of the node that was killed must run out first
        new HttpProbe(last.http()).post("/topic/delete?topic=probe");
        load.drain(last);
      }
      load.assertNothingLost();
    }
    WorkDirectory.delete(dataPath);
  }

  /** While Cassandra is away there is an answer all the same, and it is no OK. */
  private static void awaitRefusal(BrokerProcess node) throws Exception {
    assertThat(publish(node)).as("without Cassandra").isNotEqualTo("OK");
  }

  private static void awaitPublish(BrokerProcess node) throws Exception {
    Await.until("a publish is acknowledged", BACK_LIMIT, () -> publish(node).equals("OK"));
  }

  private static String publish(BrokerProcess node) {
    try (NsqConnection connection = NsqConnection.open(node.tcp())) {
      connection.send(CommandBytes.pub("probe", "probe".getBytes(StandardCharsets.US_ASCII)));
      Frame answer = connection.reply();
      return answer.text();
    } catch (IOException failure) {
      return failure.toString();
    }
  }
}
