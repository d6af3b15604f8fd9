package io.herald.http;

import io.herald.broker.log.LogOrder;
import io.herald.config.LogLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A node of a cluster of two that is alive and not ready, and counts who asks it to end. */
final class FixedStatus implements NodeStatus {
  final AtomicInteger drains = new AtomicInteger();

  /** What the logs of all nodes were asked to do. */
  final List<LogOrder> orders = new CopyOnWriteArrayList<>();

  /** Why the second node cannot be asked; empty if it can. */
  volatile String problem = "";

  @Override
  public CompletionStage<HealthAnswer> ready() {
    return CompletableFuture.completedFuture(
        new HealthAnswer(false, Map.of("store", "disk \"a\" is full", "joined", "joining")));
  }

  @Override
  public CompletionStage<HealthAnswer> alive() {
    return CompletableFuture.completedFuture(new HealthAnswer(true, Map.of()));
  }

  @Override
  public ClusterAnswer cluster() {
    return new ClusterAnswer(
        "blue",
        "h1:1",
        "h2:1",
        List.of(
            new MemberAnswer(
                "one",
                "h1:1",
                "up",
                List.of("broker"),
                true,
                "0.1.0",
                "b1:2",
                "b1:3",
                "b1:4",
                "b1:5",
                7,
                1200),
            new MemberAnswer("", "h2:1", "down", List.of(), false, "", "", "", "", "", -1, -1)));
  }

  @Override
  public CompletionStage<List<NodeLevel>> carry(LogOrder order) {
    orders.add(order);
    Optional<LogLevel> second = problem.isEmpty() ? Optional.of(LogLevel.INFO) : Optional.empty();
    return CompletableFuture.completedFuture(
        List.of(
            new NodeLevel("one", "h1:1", Optional.of(LogLevel.DEBUG), ""),
            new NodeLevel("", "h2:1", second, problem)));
  }

  @Override
  public void drain() {
    drains.incrementAndGet();
  }
}
