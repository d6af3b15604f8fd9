package io.herald.persistence.lease;

/** One that is always valid. */
record PlayedOwnership(long epoch) implements Ownership {
  @Override
  public boolean isValid() {
    return true;
  }

  @Override
  public void whenLost(Runnable task) {
    // never
  }
}
