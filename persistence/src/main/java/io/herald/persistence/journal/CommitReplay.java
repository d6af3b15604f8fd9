package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what a crash has left in the {@link CommitLog} back into the log files, before any of them
 * is recovered. Writing a batch to the place where it is already changes nothing, so a crash
 * meanwhile does no harm. A file that is gone, or is not the one the batch was for, was deleted: so
 * is the batch.
 */
final class CommitReplay {
  private static final Logger LOG = LoggerFactory.getLogger(CommitReplay.class);

  private final Storage storage;
  private final DataDirectory data;
  private final Map<Path, StorageFile> targets = new HashMap<>();
  private final Set<Path> skipped = new HashSet<>();
  private final int openFilesMax;
  private long batches;
  private long bytes;

  private record Source(Path path, StorageFile file, CommitReader groups) {}

  CommitReplay(Storage storage, DataDirectory data, int openFilesMax) {
    this.storage = storage;
    this.data = data;
    this.openFilesMax = openFilesMax;
  }

  /** Empties the commit log into the log files and makes them durable. */
  void run() throws IOException {
    List<Source> sources = new ArrayList<>();
    try {
      for (Path path : files()) {
        StorageFile file = storage.open(path);
        sources.add(new Source(path, file, new CommitReader(file)));
      }
      sources.sort(Comparator.comparingLong(source -> source.groups().firstGroup()));
      for (Source source : sources) {
        replay(source.groups());
      }
      finishTargets();
    } finally {
      for (StorageFile target : targets.values()) {
        target.close();
      }
      for (Source source : sources) {
        source.file().close();
      }
    }
    for (Source source : sources) {
      Files.delete(source.path());
    }
    if (!sources.isEmpty()) {
      storage.syncDirectory(data.commit());
      LOG.info("commit log: {} batches, {} bytes are in their log files", batches, bytes);
    }
  }

  private void finishTargets() throws IOException {
    for (StorageFile target : targets.values()) {
      target.force();
      target.close();
    }
    targets.clear();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.list(data.commit())) {
      return paths.filter(path -> path.toString().endsWith(CommitLog.SUFFIX)).toList();
    }
  }

  private void replay(CommitReader groups) throws IOException {
    for (ByteBuffer body = groups.next(); body != null; body = groups.next()) {
      while (body.hasRemaining()) {
        putBack(CommitGroup.Entry.read(body));
      }
    }
  }

  private void putBack(CommitGroup.Entry batch) throws IOException {
    Path directory = data.journal().resolve(batch.name());
    Path path = directory.resolve(LogFile.name(batch.firstSequenceNr()));
    StorageFile target = target(path, batch.incarnation());
    if (target == null) {
      return;
    }
    if (batch.position() > target.bytes()) {
      // Written without fsync in front of this, under another durability, and lost.
      LOG.warn(
          "commit log: {} ends before {}, what follows is not put back", path, batch.position());
      skipped.add(path);
      return;
    }
    batches++;
    bytes += batch.records().remaining();
    target.writeFully(batch.records(), batch.position());
  }

  private StorageFile target(Path path, int incarnation) throws IOException {
    if (skipped.contains(path)) {
      return null;
    }
    StorageFile target = targets.get(path);
    if (target == null) {
      try {
        target = storage.open(path);
      } catch (NoSuchFileException e) {
        skipped.add(path);
        return null;
      }
      if (targets.size() >= openFilesMax) {
        finishTargets();
      }
      targets.put(path, target);
    }
    OptionalInt found = LogFile.incarnationOf(target);
    return found.isPresent() && found.getAsInt() == incarnation ? target : null;
  }
}
