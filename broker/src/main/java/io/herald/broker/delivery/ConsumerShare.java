package io.herald.broker.delivery;

/** One consumer of the channel and how much it can take. */
final class ConsumerShare {
  final long id;
  final int slot; // index in the dispatcher; in-flight messages name their consumer by it
  final long msgTimeoutMillis;
  final int sampleRate; // percent; 0 = takes everything

  int readyCount; // RDY: a ceiling on inFlight, not a credit that is used up
  int inFlight;
  boolean held; // its output buffer is full

  ConsumerShare(long id, int slot, long msgTimeoutMillis, int sampleRate) {
    this.id = id;
    this.slot = slot;
    this.msgTimeoutMillis = msgTimeoutMillis;
    this.sampleRate = sampleRate;
  }

  int spare() {
    return held ? 0 : Math.max(0, readyCount - inFlight);
  }
}
