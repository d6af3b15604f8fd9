package io.herald.persistence.journal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who wants to know when events of a persistence id have been confirmed: live queries. */
final class CommitListeners {
  private final Map<String, Set<Runnable>> byPersistenceId = new ConcurrentHashMap<>();

  void add(String persistenceId, Runnable listener) {
    byPersistenceId.compute(
        persistenceId,
        (id, listeners) -> {
          Set<Runnable> all = listeners == null ? ConcurrentHashMap.newKeySet() : listeners;
          all.add(listener);
          return all;
        });
  }

  void remove(String persistenceId, Runnable listener) {
    byPersistenceId.computeIfPresent(
        persistenceId,
        (id, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  boolean isEmpty() {
    return byPersistenceId.isEmpty();
  }

  void committed(String persistenceId) {
    byPersistenceId.getOrDefault(persistenceId, Set.of()).forEach(Runnable::run);
  }
}
