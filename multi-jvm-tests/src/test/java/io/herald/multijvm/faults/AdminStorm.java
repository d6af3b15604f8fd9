package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.history.Invariant.I11_REMEMBERED;

import io.herald.multijvm.Await;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Topics and channels are created, deleted, paused, published to and emptied as fast as the node
 * answers; every other time it is killed afterwards. Then it must know exactly what was done last.
 */
record AdminStorm(ClusterShape shape) implements Fault {
  private static final int ACTORS = 3;
  private static final int REQUESTS = 150;
  private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "20 storm of topics and channels";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().any(stage.random());
    List<AdminModel> models = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(ACTORS);
    try {
      List<Future<?>> actors = new ArrayList<>();
      for (int i = 0; i < ACTORS; i++) {
        Random random = new Random(stage.random().nextLong());
        AdminModel model = new AdminModel("storm" + i + "-", node, random, stage.history());
        models.add(model);
        actors.add(threads.submit(() -> model.act(REQUESTS)));
      }
      for (Future<?> actor : actors) {
        actor.get();
      }
    } finally {
      threads.shutdownNow();
    }
    if (stage.random().nextBoolean()) {
      stage.during(
          "kill -9 of " + node,
          () -> {
            node.kill9();
            node.start();
          });
    }
    for (AdminModel model : models) {
      check(stage, model);
      model.deleteAll();
    }
  }

  private static void check(Stage stage, AdminModel model) throws Exception {
    String differences = model.differencesFromStats();
    if (!differences.isEmpty()) {
      stage.history().found(I11_REMEMBERED, "stats: " + differences);
    }
    if (!Await.isMetWithin(LOOKUP_LIMIT, () -> model.differencesFromLookup().isEmpty())) {
      stage.history().found(I11_REMEMBERED, "lookup: " + model.differencesFromLookup());
    }
  }
}
