package io.herald.multijvm.faults;

import io.herald.multijvm.faults.harness.ClusterShape;

/** Something that goes wrong and is repaired. */
interface Fault {
  /** Its number in docs/reliability.md and what it does, such as {@code 3 kill -9 of all}. */
  String name();

  /** The nodes it needs. */
  ClusterShape shape();

  /**
   * Breaks something and repairs it, within windows of {@link Stage#during}. Called again and
   * again, while the load runs.
   */
  void strike(Stage stage) throws Exception;
}
