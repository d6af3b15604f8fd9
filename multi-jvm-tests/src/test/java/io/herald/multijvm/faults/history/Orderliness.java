package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I10_ORDERLY;

import io.herald.multijvm.ErrorCodes;

/** I10: only documented errors, bounded memory; and what was found by those who took part. */
final class Orderliness {
  private Orderliness() {}

  static void check(History history, Limits limits, Violations violations) {
    for (String frame : history.errorFrames()) {
      if (!ErrorCodes.isDocumented(frame.split(" ", 2)[0])) {
        violations.add(I10_ORDERLY, "not documented: " + frame);
      }
    }
    if (history.residentMax() > limits.residentBytes()) {
      violations.add(I10_ORDERLY, "a node occupied " + history.residentMax() + " bytes");
    }
    history.findings().forEach(finding -> violations.add(finding.invariant(), finding.text()));
  }
}
