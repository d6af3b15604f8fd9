/**
 * The embedded store: an Akka Persistence journal, snapshot store and read journal over append-only
 * files. What the broker calls durable is decided here.
 *
 * <pre>
 *  persist()                                      replay, queries, deletions, snapshots, purges
 *     │                                               │ (herald.store-dispatcher)
 *  EmbeddedJournal ── serializes on the actor's loop  │
 *     │                                               ▼
 *  EmbeddedStore ──── one LogSlot per persistence id, its EventLog recovered at first use
 *     │                                               ▲
 *     ├─ InlineCommit  (process) writes at once ──────┤ publishes a LogView: what readers see
 *     └─ GroupCommit   (power)   writes and forces ───┘
 *                         BackgroundSync forces the rest within sync-interval, completes indexes
 * </pre>
 *
 * <p>On disk: {@link io.herald.persistence.journal.DataDirectory} (layout), LogFile and
 * RecordHeader (bytes), SparseIndex and DeletionMark (sidecars), EscapedName (directory names).
 * After a crash: LogRecovery and TailRecovery; whatever they or a reader find damaged is a {@link
 * io.herald.persistence.journal.RepairReport}.
 *
 * <p>Start at {@link io.herald.persistence.journal.EmbeddedStore}. A data directory is opened
 * before the actor system ({@link io.herald.persistence.journal.DataDirectory#open}), handed to it
 * ({@link io.herald.persistence.journal.EmbeddedStoreSetup}) and closed after it has terminated.
 */
package io.herald.persistence.journal;
