package io.herald.multijvm.faults.history;

/** What must hold whatever fails; the numbers are those of docs/reliability.md. */
public enum Invariant {
  /** No acknowledged message is lost, on any channel that existed when it was sent. */
  I1_KEPT,
  /** Nothing comes that was not sent, and bodies are equal to the last bit. */
  I2_EXPECTED,
  /** What was finished does not come again, nor what somebody holds; faults excuse a few. */
  I3_SETTLED,
  /** Deferred messages are never early and not too late; attempts rise. */
  I6_TIMELY,
  /** When all is quiet, nothing is left, and the counters say what was stored. */
  I7_BALANCED,
  /** No sequence number has two writers, and epochs rise. */
  I8_FENCED,
  /** Publishing and consuming go on soon after a fault is over. */
  I9_RECOVERED,
  /** Only documented errors on the wire, bounded memory. */
  I10_ORDERLY,
  /** Deleted stays deleted, created stays created. */
  I11_REMEMBERED,
  /** A publish is stored at most once, whole or not at all. */
  I12_ATOMIC
}
