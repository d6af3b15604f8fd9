package io.herald.apps.cluster;

import akka.actor.ExtendedActorSystem;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.management.HealthCheckSettings;
import akka.management.javadsl.CheckResult;
import akka.management.javadsl.HealthChecks;
import akka.management.javadsl.LivenessCheckSetup;
import akka.management.javadsl.ReadinessCheckSetup;
import io.herald.http.HealthAnswer;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether the node is ready and alive, as akka-management's health checks judge it. Of a failed
 * check those tell only that it failed; here each also keeps its reason.
 *
 * <p>Made before the ActorSystem, which takes the checks from {@link #addTo}; they are added while
 * the node starts, and asked from {@link #start} on.
 */
public final class Probes {
  private static final String SETTINGS = "akka.management.health-checks";

  /** Health checks run on the default dispatcher, an event loop; if it hangs, so do they. */
  private static final Duration BEYOND_CHECKS = Duration.ofSeconds(1);

  private final List<Probe> readiness = new ArrayList<>();
  private final List<Probe> liveness = new ArrayList<>();
  private HealthChecks checks;
  private Duration limit;

  /** What the ActorSystem needs to know, beside what it knows already. */
  public ActorSystemSetup addTo(ActorSystemSetup setup) {
    return setup
        .and(ReadinessCheckSetup.create(system -> List.copyOf(readiness)))
        .and(LivenessCheckSetup.create(system -> List.copyOf(liveness)));
  }

  /** Clients are not sent here while there is a problem. */
  public Probes ready(String name, Supplier<Optional<String>> problem) {
    readiness.add(new Probe(name, () -> CompletableFuture.completedFuture(problem.get())));
    return this;
  }

  /** The process is of no use if one of the loops does nothing. */
  public Probes alive(String name, List<EventLoop> loops) {
    liveness.add(new Probe(name, () -> answer(loops)));
    return this;
  }

  /** All checks are there. */
  public void start(ActorSystem<?> system) {
    HealthCheckSettings settings =
        HealthCheckSettings.create(system.settings().config().getConfig(SETTINGS));
    limit = settings.getCheckTimeout().plus(BEYOND_CHECKS);
    checks = new HealthChecks((ExtendedActorSystem) system.classicSystem(), settings);
  }

  CompletionStage<HealthAnswer> ready() {
    return answer(checks::readyResult, readiness);
  }

  CompletionStage<HealthAnswer> alive() {
    return answer(checks::aliveResult, liveness);
  }

  private CompletionStage<HealthAnswer> answer(
      Supplier<CompletionStage<CheckResult>> result, List<Probe> probes) {
    probes.forEach(Probe::begin);
    return result
        .get()
        .toCompletableFuture()
        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
        .handle((verdict, late) -> verdict != null && verdict.isSuccess())
        .thenApply(ok -> new HealthAnswer(ok, ok ? Map.of() : problems(probes)));
  }

  private static Map<String, String> problems(List<Probe> probes) {
    return probes.stream()
        .filter(probe -> probe.problem().isPresent())
        .collect(Collectors.toMap(Probe::name, probe -> probe.problem().orElseThrow()));
  }

  private static CompletionStage<Optional<String>> answer(List<EventLoop> loops) {
    CompletableFuture<?>[] turns =
        loops.stream()
            .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(turns).thenApply(done -> Optional.empty());
  }
}
