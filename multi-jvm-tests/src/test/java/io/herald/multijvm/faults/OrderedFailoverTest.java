package io.herald.multijvm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.multijvm.HeraldOnly;
import io.herald.multijvm.OrderedLoad;
import io.herald.multijvm.SharedCassandra;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.TestCluster;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An ordered topic whose partitions move from node to node, because nodes are killed. */
@HeraldOnly("has no order")
@Timeout(600)
class OrderedFailoverTest {
  private static final int MESSAGES_PER_PRODUCER = 400;
  private static final int KILLS = 2;

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Test
  void partitionsThatMoveKeepTheOrder() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (TestCluster cluster = TestCluster.start(ClusterShape.THREE_SHARDED, CASSANDRA);
        OrderedLoad load =
            new OrderedLoad(MESSAGES_PER_PRODUCER, choice -> any(cluster, choice), seed)) {
      String topic = "topic=" + OrderedLoad.TOPIC;
      ClusterNode first = cluster.nodes().get(0);
      String create = "/topic/create?partition_num=4&ordered=true&" + topic;
      assertThat(first.http().post(create).status()).isEqualTo(200);
      String channel = "/channel/create?channel=" + OrderedLoad.CHANNEL + "&" + topic;
      assertThat(first.http().post(channel).status()).isEqualTo(200);
      load.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        load.awaitArrived(kill / (KILLS + 1.0));
        load.killing();
        cluster.anyOwner(random).kill9();
        cluster.recover();
      }
      load.assertInOrder();
    }
  }

  private static InetSocketAddress any(TestCluster cluster, Random random) {
    List<ClusterNode> nodes = cluster.nodes();
    return nodes.get(random.nextInt(nodes.size())).tcp();
  }
}
