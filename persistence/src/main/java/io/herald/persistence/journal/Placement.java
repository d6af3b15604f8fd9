package io.herald.persistence.journal;

/**
 * A batch that has its place in a log file, but is in the {@link CommitLog} only so far.
 *
 * @param log whose batch it is
 * @param file the file it belongs into
 * @param position where in the file, in bytes from its beginning
 * @param bytes how long it is there
 * @param mark what is written of the log when it is
 */
record Placement(
    EventLog log, LogFile file, long position, int bytes, PendingBatch batch, EventLog.Mark mark) {}
