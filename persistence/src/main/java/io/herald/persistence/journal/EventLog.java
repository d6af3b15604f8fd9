package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one persistence id: log files of which only the newest is written. One thread
 * writes at a time; readers work on the published {@link LogView} without a lock.
 */
final class EventLog {
  private final LogContext context;
  private final String persistenceId;
  private final Path directory;
  private final LogFileWriter writer;
  private final Object deletion = new Object(); // taken before this
  private boolean purged; // guarded by deletion

  // Guarded by this.
  private List<LogFile> files;
  private LogFile active; // null: the next append creates a file
  private long writtenSequenceNr;
  private final DeferredBatches deferred = new DeferredBatches(); // of the active file

  private volatile LogView view;
  private volatile boolean closed; // set last, when the files are ready to be recovered

  /**
   * @param recovered the files and numbers {@link LogRecovery} found; its last file is appended to
   */
  EventLog(LogContext context, String persistenceId, Path directory, LogView recovered) {
    this.context = context;
    this.persistenceId = persistenceId;
    this.directory = directory;
    this.files = recovered.files();
    this.view = recovered;
    this.writtenSequenceNr = recovered.highestSequenceNr();
    this.active = files.isEmpty() ? null : files.get(files.size() - 1);
    boolean isDurable = context.startedClean() && !files.isEmpty();
    this.writer = new LogFileWriter(context, persistenceId, directory, isDurable);
  }

  /** What has been written, confirmed or not: where, and up to which sequence number. */
  record Mark(LogFile file, long end, long sequenceNr) {}

  /** How far a file has been written and whether it is complete. */
  record Extent(long end, boolean isSealed) {}

  private synchronized Extent extentOf(LogFile file) {
    return new Extent(file.end(), file.isSealed());
  }

  LogView view() {
    return view;
  }

  String persistenceId() {
    return persistenceId;
  }

  Path directory() {
    return directory;
  }

  LogContext context() {
    return context;
  }

  /**
   * Writes a batch into the page cache, without making it visible or durable. If that fails the
   * file is cut back to where it was.
   */
  synchronized Mark append(PendingBatch batch) throws IOException {
    if (closed) {
      throw new IOException("the log of " + persistenceId + " has been closed");
    }
    checkIsNext(batch);
    writeDeferred();
    rollIfFull(batch);
    if (active == null) {
      // Named by the number it might begin with, also if that event was rejected: so the name of a
      // file always tells the last number of the file before it.
      active = new LogFile(persistenceId, directory, writtenSequenceNr + 1, indexIntervalBytes());
    }
    long end = write(batch);
    if (!active.isCreated()) {
      active.markCreated();
      files = with(active);
    }
    Mark mark = advance(batch, end);
    context.sync().written(this, active);
    return mark;
  }

  private long write(PendingBatch batch) throws IOException {
    try {
      return writer.append(active, batch);
    } catch (IOException | RuntimeException e) {
      if (!active.isCreated()) {
        active = null;
      }
      if (e instanceof LogFileWriter.UncleanWriteException) {
        closed = true;
      }
      throw e;
    }
  }

  private void checkIsNext(PendingBatch batch) {
    long first = batch.firstSequenceNr();
    if (first <= writtenSequenceNr) {
      throw new IllegalStateException(
          "sequence number "
              + first
              + " of "
              + persistenceId
              + " has been written before (highest: "
              + writtenSequenceNr
              + "); does a second actor write it?");
    }
  }

  private Mark advance(PendingBatch batch, long end) {
    indexRecords(active, batch);
    active.end(end);
    writtenSequenceNr = batch.lastSequenceNr();
    return new Mark(active, end, writtenSequenceNr);
  }

  /**
   * Whether so many bytes can be left to the {@link CommitLog} for now: into a file whose name a
   * power cut does not take away.
   */
  synchronized boolean canDefer(long bytes) {
    return !closed
        && active != null
        && active.isNameDurable()
        && bytes <= RecordHeader.BODY_BYTES_MAX
        && active.end() + bytes <= context.settings().segmentFileBytes();
  }

  /** Gives a batch its place without writing it there; {@link #canDefer} said that this can be. */
  synchronized Placement defer(PendingBatch batch) {
    checkIsNext(batch);
    long position = active.end();
    long bytes = batch.recordBytes();
    deferred.add(batch, bytes);
    Mark mark = advance(batch, position + bytes);
    return new Placement(this, active, position, (int) bytes, batch, mark);
  }

  /** Writes deferred batches to their places. If that fails they wait on. */
  void writeDeferred() throws IOException {
    if (deferred.isEmpty()) {
      return;
    }
    synchronized (this) {
      if (!deferred.isEmpty()) {
        writer.writeDeferred(active, deferred);
      }
    }
  }

  /** Takes back deferred batches that have not been published, because they are not durable. */
  synchronized void undoDeferred(Exception cause) {
    if (active == null) {
      rollBack(cause); // sealed meanwhile by a deletion, which has written them
      return;
    }
    long writtenTo = active.end() - deferred.bytes();
    long confirmedTo = view.end();
    deferred.dropAfter(view.highestSequenceNr());
    active.end(confirmedTo);
    active.index().dropFrom(confirmedTo);
    writtenSequenceNr = view.highestSequenceNr();
    if (writtenTo > confirmedTo) {
      try {
        writer.truncate(active, confirmedTo);
      } catch (IOException e) {
        cause.addSuppressed(e);
        closed = true;
      }
    }
  }

  private int indexIntervalBytes() {
    return context.settings().indexIntervalBytes();
  }

  private List<LogFile> with(LogFile created) {
    var all = new ArrayList<>(files);
    all.add(created);
    return List.copyOf(all);
  }

  private void rollIfFull(PendingBatch batch) throws IOException {
    if (active == null || active.end() == LogFile.HEADER_BYTES) {
      return;
    }
    if (active.end() + batch.recordBytes() > context.settings().segmentFileBytes()) {
      seal();
    }
  }

  private void seal() throws IOException {
    writeDeferred();
    active.seal();
    context.sync().written(this, active); // completes the index on disk
    active = null;
  }

  private void indexRecords(LogFile file, PendingBatch batch) {
    long position = file.end();
    for (List<PendingRecord> write : batch.writes()) {
      file.index().offer(position, write.get(0).sequenceNr());
      for (PendingRecord record : write) {
        position += record.recordBytes();
      }
    }
  }

  /** Makes a file durable, its name included. */
  void force(LogFile file) throws IOException {
    writer.force(file);
  }

  /** Forces a file and completes its sparse index on disk; for {@link BackgroundSync}. */
  void sync(LogFile file) throws IOException {
    synchronized (deletion) {
      if (purged) {
        return;
      }
      writeDeferred();
      Extent extent = extentOf(file);
      force(file);
      if (isClosed()) {
        return;
      }
      SparseIndex index = file.index();
      if (extent.isSealed() || index.hasUnflushed(extent.end())) {
        index.flush(context.storage(), file.indexPath(), extent.end());
      }
      if (extent.isSealed()) {
        index.releaseMemory();
      }
    }
  }

  /** Lets readers see everything up to a mark. */
  synchronized void publish(Mark mark) {
    LogView old = view;
    if (mark.sequenceNr() <= old.highestSequenceNr()) {
      return;
    }
    List<LogFile> visible = old.files();
    if (!old.isLast(mark.file())) {
      visible =
          files.stream()
              .filter(file -> file.firstSequenceNr() <= mark.file().firstSequenceNr())
              .toList();
    }
    view = new LogView(visible, mark.end(), mark.sequenceNr(), old.deletedTo());
    context.health().succeeded();
  }

  /**
   * Takes back what was written but could not be made durable. The log is closed after that: its
   * next user recovers it from the files.
   */
  synchronized void rollBack(Exception cause) {
    LogView confirmed = view;
    for (LogFile file : files) {
      boolean isNewer =
          confirmed.files().isEmpty()
              || file.firstSequenceNr()
                  > confirmed.files().get(confirmed.files().size() - 1).firstSequenceNr();
      try {
        if (isNewer) {
          writer.discard(file);
        } else if (confirmed.isLast(file)) {
          writer.truncate(file, confirmed.end());
        }
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends this log while its files are removed: no append succeeds after this. */
  void purge(FileRemoval removal) throws IOException {
    synchronized (deletion) {
      synchronized (this) {
        closed = true;
        deferred.clear();
      }
      purged = true;
      for (LogFile file : allFiles()) {
        context.handles().forget(file.path());
      }
      removal.run();
    }
  }

  private synchronized List<LogFile> allFiles() {
    return files;
  }

  /** Takes the files of a log away. */
  interface FileRemoval {
    void run() throws IOException;
  }

  /**
   * Deletes all events up to a sequence number: logically at once, and every file that holds no
   * other events. Runs on the store's dispatcher.
   */
  void deleteTo(long sequenceNr, boolean durable) throws IOException {
    synchronized (deletion) {
      long deletedTo = Math.min(sequenceNr, view.highestSequenceNr());
      if (deletedTo <= view.deletedTo()) {
        return;
      }
      List<LogFile> dropped = filesWithin(deletedTo);
      // Before any file goes: without its events only the mark knows the highest number.
      DeletionMark.write(context.storage(), directory, deletedTo, durable || !dropped.isEmpty());
      synchronized (this) {
        files = without(files, dropped);
        LogView old = view;
        view =
            new LogView(
                without(old.files(), dropped), old.end(), old.highestSequenceNr(), deletedTo);
      }
      for (LogFile file : dropped) {
        writer.discard(file);
        Files.deleteIfExists(file.indexPath());
      }
    }
  }

  private synchronized List<LogFile> filesWithin(long deletedTo) throws IOException {
    if (active != null && active.isCreated() && isMostlyDeleted(active, deletedTo)) {
      seal();
    }
    var within = new ArrayList<LogFile>();
    for (int i = 0; i < files.size(); i++) {
      boolean isNewest = i == files.size() - 1;
      long last = isNewest ? writtenSequenceNr : files.get(i + 1).firstSequenceNr() - 1;
      if (last <= deletedTo && files.get(i) != active) {
        within.add(files.get(i));
      }
    }
    return within;
  }

  /**
   * True if a file is worth replacing. An actor that keeps its last snapshots never deletes all, so
   * half of a file is enough; the rest goes with a later deletion.
   */
  private boolean isMostlyDeleted(LogFile file, long deletedTo) {
    long deleted = file.end();
    if (deletedTo < writtenSequenceNr) {
      SparseIndex.Entry kept = file.index().floor(deletedTo + 1);
      deleted = kept == null ? 0 : kept.position();
    }
    return deleted > context.settings().rollDeletedBytes() && deleted >= file.end() / 2;
  }

  private static List<LogFile> without(List<LogFile> all, List<LogFile> dropped) {
    return all.stream().filter(file -> !dropped.contains(file)).toList();
  }
}
