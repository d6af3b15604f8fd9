package io.herald.multijvm;

/** Replay, delay, dead letters and expiry over the embedded store. */
@HeraldOnly("has no history")
class HistoryTest extends HistoryScenario {
  @Override
  LaunchOptions store() {
    return LaunchOptions.defaults();
  }
}
