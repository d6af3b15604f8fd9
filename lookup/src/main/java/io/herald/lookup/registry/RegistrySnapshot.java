package io.herald.lookup.registry;

import java.util.concurrent.atomic.AtomicReference;

/** The newest {@link RegistryView} of this node, for any thread to read. */
final class RegistrySnapshot {
  private final AtomicReference<RegistryView> newest = new AtomicReference<>();

  RegistrySnapshot(RegistryView first) {
    newest.set(first);
  }

  RegistryView view() {
    return newest.get();
  }

  void publish(RegistryView view) {
    newest.set(view);
  }
}
