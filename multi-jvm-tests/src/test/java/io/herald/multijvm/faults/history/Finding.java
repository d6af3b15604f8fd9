package io.herald.multijvm.faults.history;

/** Something that is wrong, as the one who saw it says. */
record Finding(Invariant invariant, String text) {}
