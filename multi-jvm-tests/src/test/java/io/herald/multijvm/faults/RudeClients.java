package io.herald.multijvm.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.multijvm.RawClient;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.FaultProxy;
import io.herald.multijvm.faults.harness.ProxyRules;
import io.herald.multijvm.faults.history.ChannelKey;
import io.herald.multijvm.faults.load.Composer;
import io.herald.multijvm.faults.load.Composer.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Clients that send halves, bytes one at a time, hang up in the middle or read nothing, and a
 * network that treats the others like that.
 */
record RudeClients(ClusterShape shape) implements Fault {
  private static final byte[] MAGIC = CommandBytes.MAGIC.getBytes(US_ASCII);
  private static final int BATCH = 50;
  private static final int DRIBBLED = 5;
  private static final int READY_MAX = 2500;
  private static final int SLOW_BYTES_PER_SECOND = 50_000;
  private static final int SMALL_PIECE_BYTES = 7;

  @Override
  public String name() {
    return "16 rude clients";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().any(stage.random());
    Composer composer = stage.workload().composer(stage.workload().anyTopic());
    for (int i = 0; i < 20; i++) {
      hangUpInMidBatch(stage, node, composer);
      hangUpBehindBatch(stage, node, composer);
    }
    dribble(stage, node, composer);
    readNothing(stage, node);
    spoilNetwork(stage, node.proxy());
  }

  /** No byte of it may be stored. */
  private static void hangUpInMidBatch(Stage stage, ClusterNode node, Composer composer)
      throws IOException {
    Command command = composer.mpub(node.index(), BATCH);
    int sent = stage.random().nextInt(command.bytes().length);
    try (RawClient client = new RawClient(node.tcp())) {
      client.send(MAGIC, Arrays.copyOf(command.bytes(), sent));
      client.reset();
    }
    stage.history().unknown(command.send(), "hung up after " + sent + " bytes");
  }

  /** All of it may be stored, or nothing. */
  private static void hangUpBehindBatch(Stage stage, ClusterNode node, Composer composer)
      throws IOException {
    Command command = composer.mpub(node.index(), BATCH);
    try (RawClient client = new RawClient(node.tcp())) {
      client.send(MAGIC, command.bytes());
      if (stage.random().nextBoolean()) {
        client.endOutput();
      } else {
        client.reset();
      }
    }
    stage.history().unknown(command.send(), "hung up behind it");
  }

  /** Each byte in a packet of its own: it is stored all the same. */
  private static void dribble(Stage stage, ClusterNode node, Composer composer) throws IOException {
    try (NsqConnection connection = NsqConnection.open(node.tcp())) {
      for (int i = 0; i < DRIBBLED; i++) {
        Command command = composer.pub(node.index());
        for (byte one : command.bytes()) {
          connection.send(new byte[] {one});
        }
        Frame answer = connection.reply();
        if (answer.type() == Frame.ERROR) {
          stage.history().failed(command.send(), answer.text());
        } else {
          stage.history().ok(command.send());
        }
      }
    }
  }

  /** What it was sent comes to others when it goes. */
  private static void readNothing(Stage stage, ClusterNode node) throws IOException {
    ChannelKey channel = stage.workload().anyChannel();
    try (RawClient client = new RawClient(node.tcp())) {
      client.send(
          MAGIC, CommandBytes.sub(channel.topic(), channel.channel()), CommandBytes.rdy(READY_MAX));
      stage.go(500, 2000);
      client.reset();
    }
  }

  private static void spoilNetwork(Stage stage, FaultProxy proxy) throws Exception {
    switch (stage.random().nextInt(5)) {
      case 0 -> spoil(stage, proxy, "pieces", ProxyRules.inPieces(SMALL_PIECE_BYTES));
      case 1 -> spoil(stage, proxy, "delay", ProxyRules.delayed(Duration.ofMillis(50)));
      case 2 -> spoil(stage, proxy, "slow", ProxyRules.slow(SLOW_BYTES_PER_SECOND));
      case 3 -> spoil(stage, proxy, "silence", ProxyRules.SILENT);
      default -> spoil(stage, proxy, "one way", ProxyRules.oneWay(stage.random().nextBoolean()));
    }
  }

  /** At the end all connections are cut, in the middle of whatever they carry. */
  private static void spoil(Stage stage, FaultProxy proxy, String name, ProxyRules rules)
      throws Exception {
    stage.during(
        name,
        () -> {
          proxy.rules(rules);
          stage.go(1000, 2500);
          proxy.cut();
          proxy.heal();
        });
    stage.go(300, 1000);
  }
}
