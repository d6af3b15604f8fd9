package io.herald.persistence.lease;

import akka.Done;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The tables as a store that is sometimes slow: a change happens at some moment, the answer comes
 * later or never, and a change whose sender has given up may still happen.
 */
final class PlayedTable implements LeaseTable {
  private static final long GIVEN_UP_MILLIS = 2000;

  private final LeaseWorld world;
  private final double troubles;
  private final Map<String, Long> sessions = new HashMap<>();
  private final Map<String, Owner> owners = new HashMap<>();
  private boolean isThrowing;
  private int ownersAsked;

  /** Takes the share of requests that go wrong. */
  PlayedTable(LeaseWorld world, double troubles) {
    this.world = world;
    this.troubles = troubles;
  }

  /** Whether requests fail before they are made, as those of a closed connection do. */
  void throwing(boolean throwing) {
    isThrowing = throwing;
  }

  int sessionCount() {
    return sessions.size();
  }

  boolean hasOwner(String key) {
    return owners.containsKey(key);
  }

  int ownersAsked() {
    return ownersAsked;
  }

  @Override
  public CompletionStage<Done> begin(String session, String node) {
    return later(
        () -> {
          sessions.putIfAbsent(session, 0L);
          return Done.getInstance();
        });
  }

  @Override
  public CompletionStage<Renewal> renew(String session, long renewals) {
    return later(
        () -> {
          boolean isApplied = sessions.replace(session, renewals, renewals + 1);
          return new Renewal(isApplied, sessions.getOrDefault(session, -1L));
        });
  }

  @Override
  public CompletionStage<Map<String, Long>> sessions() {
    return later(() -> Map.copyOf(sessions));
  }

  @Override
  public CompletionStage<OptionalLong> renewals(String session) {
    return later(
        () ->
            sessions.containsKey(session)
                ? OptionalLong.of(sessions.get(session))
                : OptionalLong.empty());
  }

  @Override
  public CompletionStage<Boolean> end(String session, long renewals) {
    return later(() -> sessions.remove(session, renewals) || !sessions.containsKey(session));
  }

  @Override
  public CompletionStage<Optional<Owner>> owner(String key) {
    ownersAsked++;
    return later(() -> Optional.ofNullable(owners.get(key)));
  }

  @Override
  public CompletionStage<Boolean> change(String key, Optional<Owner> from, Owner to) {
    return later(
        () ->
            from.isPresent()
                ? owners.replace(key, from.get(), to)
                : owners.putIfAbsent(key, to) == null);
  }

  @Override
  public CompletionStage<Boolean> forget(String key, Owner owner) {
    return later(() -> owners.remove(key, owner));
  }

  private <T> CompletionStage<T> later(Supplier<T> change) {
    if (isThrowing) {
      throw new IllegalStateException("closed");
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    boolean isTroubled = world.random().nextDouble() < troubles;
    long appliedAfter = world.span(isTroubled ? 4 * GIVEN_UP_MILLIS : 20);
    boolean isAnswerLost = isTroubled && world.random().nextBoolean();
    world.at(
        world.now() + appliedAfter,
        () -> {
          T result = change.get();
          if (!isAnswerLost) {
            world.at(world.now() + world.span(20), () -> answer.complete(result));
          }
        });
    world.at(
        world.now() + GIVEN_UP_MILLIS * 1_000_000,
        () -> answer.completeExceptionally(new IOException("no answer")));
    return answer;
  }
}
