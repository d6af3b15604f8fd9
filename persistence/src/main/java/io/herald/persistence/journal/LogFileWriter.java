package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes and forces the files of one log. A write that fails leaves the file as it was. */
final class LogFileWriter {
  private final LogContext context;
  private final String persistenceId;
  private final Path directory;
  private volatile boolean directoryDurable;

  LogFileWriter(
      LogContext context, String persistenceId, Path directory, boolean directoryDurable) {
    this.context = context;
    this.persistenceId = persistenceId;
    this.directory = directory;
    this.directoryDurable = directoryDurable;
  }

  /** The file is not as it was before the write that failed: recovery has to see to it. */
  static final class UncleanWriteException extends IOException {
    private static final long serialVersionUID = 1L;

    UncleanWriteException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * Appends a batch; the first one creates the file.
   *
   * @return the position behind it
   */
  long append(LogFile file, PendingBatch batch) throws IOException {
    try (FileHandles.Lease lease = lease(file)) {
      return write(lease.file(), file, batch);
    } catch (IOException | RuntimeException e) {
      try {
        undo(file);
      } catch (IOException also) {
        e.addSuppressed(also);
        throw new UncleanWriteException(e);
      }
      throw e;
    }
  }

  private static long write(StorageFile target, LogFile file, PendingBatch batch)
      throws IOException {
    WriteBuffer buffer =
        WriteBuffer.ofThisThread().start(target, file.isCreated() ? file.end() : 0);
    if (!file.isCreated()) {
      file.encodeHeader(buffer.room(LogFile.HEADER_BYTES));
    }
    batch.writeTo(buffer, file.salt());
    return buffer.finish();
  }

  private FileHandles.Lease lease(LogFile file) throws IOException {
    if (file.isCreated()) {
      return context.handles().open(file.path());
    }
    if (!Files.isDirectory(directory)) {
      LogDirectories.create(context.storage(), directory, persistenceId);
    }
    return context.handles().create(file.path());
  }

  private void undo(LogFile file) throws IOException {
    if (file.isCreated()) {
      truncate(file, file.end());
    } else {
      discard(file);
    }
  }

  void truncate(LogFile file, long bytes) throws IOException {
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      lease.file().truncate(bytes);
    }
  }

  void discard(LogFile file) throws IOException {
    context.handles().forget(file.path());
    Files.deleteIfExists(file.path());
  }

  /** Writes deferred batches, which end where the file does. */
  void writeDeferred(LogFile file, DeferredBatches deferred) throws IOException {
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      deferred.writeTo(lease.file(), file.end(), file.salt());
    }
  }

  /** Makes a file durable, its name included. */
  void force(LogFile file) throws IOException {
    try (FileHandles.Lease lease = context.handles().open(file.path())) {
      lease.file().force();
    }
    if (!file.isNameDurable()) {
      context.storage().syncDirectory(directory);
      if (!directoryDurable) {
        LogDirectories.makeDurable(context.storage(), directory);
        directoryDurable = true;
      }
      file.markNameDurable();
    }
  }
}
