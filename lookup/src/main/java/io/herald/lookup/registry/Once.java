package io.herald.lookup.registry;

import java.util.function.Supplier;

/** A value made when first asked for; if two threads ask at once, both may make it. */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private volatile T made;

  Once(Supplier<T> maker) {
    this.maker = maker;
  }

  @Override
  public T get() {
    T value = made;
    if (value == null) {
      value = maker.get();
      made = value;
    }
    return value;
  }
}
