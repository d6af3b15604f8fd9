package io.herald.broker.remote;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How each message that crosses nodes is written and read. A manifest names a message and the
 * version of its layout; a layout that nodes may have seen is never changed, a new one is added.
 */
public final class WireFormat {
  private final Map<Class<?>, Layout<?>> byClass = new HashMap<>();
  private final Map<String, Layout<?>> byManifest = new HashMap<>();

  private record Layout<T>(
      Class<T> type,
      String manifest,
      BiConsumer<T, WireWriter> write,
      Function<WireReader, ? extends T> read) {

    void write(Object message, WireWriter out) {
      write.accept(type.cast(message), out);
    }
  }

  /**
   * Adds a message.
   *
   * @param manifest such as {@code channel.Settle:1}
   * @param write writes all its components
   * @param read reads them in the same order; an IllegalArgumentException refuses them
   */
  public <T> void add(
      Class<T> type,
      String manifest,
      BiConsumer<T, WireWriter> write,
      Function<WireReader, ? extends T> read) {
    Layout<T> layout = new Layout<>(type, manifest, write, read);
    if (byClass.putIfAbsent(type, layout) != null
        || byManifest.putIfAbsent(manifest, layout) != null) {
      throw new IllegalArgumentException("twice: " + manifest);
    }
  }

  /** Adds a message that has no components. */
  public <T extends Enum<T>> void addSingle(T instance, String manifest) {
    add(instance.getDeclaringClass(), manifest, (message, out) -> {}, in -> instance);
  }

  /** The messages that can cross. */
  Set<Class<?>> types() {
    return Set.copyOf(byClass.keySet());
  }

  /** The manifest of a message; an IllegalArgumentException if it stays on its node. */
  String manifestOf(Object message) {
    return layoutOf(message).manifest();
  }

  void write(Object message, WireWriter out) {
    layoutOf(message).write(message, out);
  }

  Object read(String manifest, WireReader in) {
    Layout<?> layout = byManifest.get(manifest);
    if (layout == null) {
      throw new IllegalArgumentException("no such message");
    }
    return layout.read().apply(in);
  }

  private Layout<?> layoutOf(Object message) {
    Layout<?> layout = byClass.get(message.getClass());
    if (layout == null) {
      throw new IllegalArgumentException("never leaves its node: " + message.getClass());
    }
    return layout;
  }
}
