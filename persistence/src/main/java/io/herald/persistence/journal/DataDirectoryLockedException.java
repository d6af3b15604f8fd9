package io.herald.persistence.journal;

import java.nio.file.Path;

/** The data directory belongs to another running process (or to another store of this one). */
public final class DataDirectoryLockedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  DataDirectoryLockedException(Path directory, String owner) {
    super("data directory " + directory + " is used by another process (pid " + owner + ")");
  }
}
