package io.herald.persistence.lease;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * A node with a clock that runs a little wrong, and that stands still at times: nothing of it runs
 * then, while its clock goes on.
 */
final class PlayedNode implements LeaseTime {
  private static final double WORST_DRIFT = 0.04;

  private final LeaseWorld world;
  private final double rate;
  private final long offset;
  private final TableLeases leases;
  private long standsStillUntil;
  private boolean isDead;

  PlayedNode(
      LeaseWorld world, LeaseTable table, String name, Duration lease, Supplier<String> ids) {
    this.world = world;
    this.rate = 1 + WORST_DRIFT * (2 * world.random().nextDouble() - 1);
    this.offset = world.random().nextLong(); // System.nanoTime may be anything and may overflow
    this.leases = new TableLeases(table, this, lease, name, ids);
    leases.start();
  }

  TableLeases leases() {
    return leases;
  }

  void standStill(long nanos) {
    standsStillUntil = Math.max(standsStillUntil, world.now() + nanos);
  }

  void die() {
    isDead = true;
  }

  boolean isDead() {
    return isDead;
  }

  @Override
  public long nanoTime() {
    return offset + (long) (world.now() * rate);
  }

  @Override
  public long wallMillis() {
    return 1_800_000_000_000L + (long) (world.now() * rate) / 1_000_000;
  }

  @Override
  public void after(Duration delay, Runnable task) {
    runAt(world.now() + (long) (delay.toNanos() / rate) + world.span(5), task);
  }

  @Override
  public void execute(Runnable task) {
    runAt(world.now() + world.span(1), task);
  }

  private void runAt(long time, Runnable task) {
    world.at(
        time,
        () -> {
          if (isDead) {
            return;
          }
          if (world.now() < standsStillUntil) {
            runAt(standsStillUntil, task);
          } else {
            task.run();
          }
        });
  }
}
