package io.herald.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 100,000 messages of an ordered topic while consumers vanish and the node is killed. */
@HeraldOnly("has no order")
@Timeout(600)
class OrderedDeliveryTest {
  private static final int MESSAGES_PER_PRODUCER = 12_500;
  private static final int KILLS = 3;

  private Path dataPath;
  private volatile BrokerProcess node;

  @BeforeEach
  void start() throws Exception {
    dataPath = WorkDirectory.create();
    begin();
    HttpProbe http = new HttpProbe(node.http());
    String topic = "topic=" + OrderedLoad.TOPIC;
    assertThat(http.post("/topic/create?partition_num=4&ordered=true&" + topic).status())
        .isEqualTo(200);
    http.post("/channel/create?" + topic + "&channel=" + OrderedLoad.CHANNEL);
  }

  private void begin() throws Exception {
    LaunchOptions options =
        LaunchOptions.defaults().withDataPath(dataPath).withHerald("--durability", "process");
    node = BrokerProcess.start(options);
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    WorkDirectory.delete(dataPath);
  }

  @Test
  void whatAProducerPublishesComesInItsOrderWhoeverIsKilled() throws Exception {
    long seed = System.nanoTime();
    try (OrderedLoad load = new OrderedLoad(MESSAGES_PER_PRODUCER, any -> node.tcp(), seed)) {
      load.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        load.awaitArrived(kill / (KILLS + 1.0));
        load.killing();
        node.kill9();
        begin();
      }
      load.assertInOrder();
    }
  }
}
