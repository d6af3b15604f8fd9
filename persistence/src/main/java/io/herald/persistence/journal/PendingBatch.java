package io.herald.persistence.journal;

import java.util.List;

/**
 * Events of one persistence id that one journal request wants written, in order.
 *
 * @param persistenceId whose events
 * @param writes one list per atomic write: all of it is stored, or nothing
 */
record PendingBatch(String persistenceId, List<List<PendingRecord>> writes) {}
