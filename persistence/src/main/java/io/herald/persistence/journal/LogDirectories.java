package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Creates and lists the directories of persistence ids below {@code journal} or {@code snapshots}.
 */
final class LogDirectories {
  private static final String TEMPORARY = "~new~";

  private LogDirectories() {}

  /** Creates the directory of a persistence id; for a long id together with its id file. */
  static void create(Storage storage, Path directory, String persistenceId) throws IOException {
    if (!EscapedName.isAbbreviated(directory.getFileName().toString())) {
      Files.createDirectories(directory);
      return;
    }
    // A directory under its final name always has its id file: it is renamed when complete.
    Path temporary = Files.createTempDirectory(directory.getParent(), TEMPORARY);
    byte[] id = EscapedName.escape(persistenceId).getBytes(StandardCharsets.US_ASCII);
    try (StorageFile file = storage.create(temporary.resolve(EscapedName.ID_FILE))) {
      file.writeFully(ByteBuffer.wrap(id), 0);
    }
    Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes the directory of a persistence id itself durable; what is in it is the owner's task. */
  static void makeDurable(Storage storage, Path directory) throws IOException {
    if (EscapedName.isAbbreviated(directory.getFileName().toString())) {
      try (StorageFile file = storage.open(directory.resolve(EscapedName.ID_FILE))) {
        file.force();
      }
      storage.syncDirectory(directory);
    }
    storage.syncDirectory(directory.getParent());
  }

  /** All persistence ids that have a directory here. */
  static List<String> persistenceIds(Path parent) throws IOException {
    var found = new ArrayList<String>();
    try (Stream<Path> directories = Files.list(parent)) {
      for (Path directory : (Iterable<Path>) directories::iterator) {
        if (directory.getFileName().toString().startsWith(TEMPORARY)) {
          continue;
        }
        Optional<String> persistenceId = EscapedName.persistenceIdOf(directory);
        persistenceId.ifPresent(found::add);
      }
    }
    return found;
  }
}
