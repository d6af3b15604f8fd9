package io.herald.apps;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How a node ends, whoever wants it: SIGTERM, {@code POST /cluster/drain}, or the cluster that has
 * removed it. It is always Akka's CoordinatedShutdown, and its first phase is the node's own drain;
 * leaving the cluster and the end of the actors follow.
 */
final class WayOut {
  private static final CoordinatedShutdown.Reason STOPPED = new CoordinatedShutdown.Reason() {};

  private final CoordinatedShutdown shutdown;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile boolean asked;
  private volatile boolean begun;

  WayOut(ActorSystem<?> system) {
    shutdown = CoordinatedShutdown.get(system);
    system.getWhenTerminated().whenComplete((end, failure) -> tell("its actors have ended"));
  }

  /**
   * The node has something to drain from here on.
   *
   * @param drain what comes before anything else ends; may block
   */
  void beginWith(Runnable drain) {
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(), "herald-drain", () -> begin(drain));
  }

  /** Completes when the node is to end: normally if it was asked to, else with the reason. */
  CompletionStage<Void> ended() {
    return ended;
  }

  /** What keeps clients away once the node is on its way out. */
  Optional<String> drainingBecause() {
    return asked || begun ? Optional.of("is stopping") : Optional.empty();
  }

  /** Has the node stopped by whoever waits for {@link #ended}. */
  void ask() {
    asked = true;
    ended.complete(null);
  }

  /** Goes the way; the stage completes with its last bounded phase. */
  CompletionStage<Done> go() {
    asked = true;
    return shutdown.runAll(STOPPED);
  }

  private CompletionStage<Done> begin(Runnable drain) {
    begun = true;
    if (!asked) {
      tell(reason());
    }
    CompletableFuture<Done> drained = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              drain.run();
              drained.complete(Done.getInstance());
            },
            "herald-drain");
    thread.start();
    return drained;
  }

  private void tell(String reason) {
    ended.completeExceptionally(new IllegalStateException(reason));
  }

  private String reason() {
    boolean downed =
        shutdown
            .getShutdownReason()
            .filter(CoordinatedShutdown.ClusterDowningReason$.MODULE$::equals)
            .isPresent();
    return downed
        ? "the cluster has removed this node, because it was unreachable or the smaller side"
        : "stopped by " + shutdown.getShutdownReason().map(Object::toString).orElse("Akka");
  }
}
