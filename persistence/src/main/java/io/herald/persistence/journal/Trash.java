package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the directories of a persistence id so that a crash at any moment leaves all of it or
 * nothing after the next start: an intent is written, the directories are renamed into the trash,
 * the intent is taken back, the trash is emptied.
 */
final class Trash {
  private static final String INTENT = "purge";
  private static final Logger log = LoggerFactory.getLogger(Trash.class);

  private final Storage storage;
  private final DataDirectory data;

  Trash(Storage storage, DataDirectory data) {
    this.storage = storage;
    this.data = data;
  }

  /** Finishes the purges that a crash interrupted and empties the trash. */
  void empty() throws IOException {
    try (Stream<Path> entries = Files.list(data.trash())) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Path intent = entry.resolve(INTENT);
        if (Files.exists(intent)) {
          String name = Files.readString(intent, StandardCharsets.US_ASCII);
          // An empty intent was never completed, so nothing had been moved.
          if (name.endsWith("\n")) {
            log.info("finishing the interrupted purge of {}", name.strip());
            move(entry, name.strip());
          }
        }
        delete(entry);
      }
    }
  }

  /** Takes the directories of a name away, durably; the space is freed on return. */
  void remove(String name) throws IOException {
    Path journal = data.journal().resolve(name);
    Path snapshots = data.snapshots().resolve(name);
    if (!Files.exists(journal) && !Files.exists(snapshots)) {
      return;
    }
    Path entry = Files.createDirectory(data.trash().resolve(UUID.randomUUID().toString()));
    try (StorageFile file = storage.create(entry.resolve(INTENT))) {
      file.writeFully(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
      file.force();
    }
    storage.syncDirectory(entry);
    storage.syncDirectory(data.trash());
    move(entry, name);
    delete(entry);
  }

  private void move(Path entry, String name) throws IOException {
    moveIfPresent(data.journal().resolve(name), entry.resolve("journal"));
    moveIfPresent(data.snapshots().resolve(name), entry.resolve("snapshots"));
    storage.syncDirectory(data.journal());
    storage.syncDirectory(data.snapshots());
    // From here on the name may be used again, so no later start may purge it.
    Files.delete(entry.resolve(INTENT));
    storage.syncDirectory(entry);
  }

  private static void moveIfPresent(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException error)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
