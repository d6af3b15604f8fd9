package io.herald.multijvm.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.multijvm.Await;
import io.herald.multijvm.HeraldOnly;
import io.herald.multijvm.OncePublisher;
import io.herald.multijvm.SharedCassandra;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.harness.TestCluster;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages with publish keys for a topic whose partitions move, because a node is killed. */
@HeraldOnly("has no publish keys")
@Timeout(600)
class PublishOnceFailoverTest {
  private static final int MESSAGES = 4000;
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @RegisterExtension static final SharedCassandra CASSANDRA = new SharedCassandra();

  @Test
  void whatIsPublishedAgainOverAnotherNodeIsThereOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("PublishOnceFailoverTest: seed " + seed);
    Random random = new Random(seed);
    try (TestCluster cluster = TestCluster.start(ClusterShape.THREE_SHARDED, CASSANDRA)) {
      String create = "/topic/create?partition_num=4&topic=orders";
      assertThat(cluster.nodes().get(0).http().post(create).status()).isEqualTo(200);
      OncePublisher publisher = new OncePublisher("orders", MESSAGES);
      CompletableFuture<Void> whole =
          CompletableFuture.runAsync(
              () -> {
                try {
                  publisher.passUntilWhole(() -> cluster.any(random).tcp(), LIMIT);
                } catch (Exception failed) {
                  throw new AssertionError(failed);
                }
              });
      Await.until("half", LIMIT, () -> publisher.acknowledged() >= MESSAGES / 2);
      cluster.anyOwner(random).kill9();
      whole.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      cluster.recover();
      publisher.passUntilWhole(() -> cluster.any(random).tcp(), LIMIT);
      publisher.assertEachOnce(cluster.any(random).tcp());
    }
  }
}
