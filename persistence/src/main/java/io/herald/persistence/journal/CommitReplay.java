package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

  private record Source(Path path, StorageFile file, long firstGroup) {}

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
        sources.add(new Source(path, file, CommitFile.firstGroup(file)));
      }
      sources.sort(Comparator.comparingLong(Source::firstGroup));
      for (Source source : sources) {
        if (source.firstGroup() > 0) {
          replay(source);
        }
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

  private void replay(Source source) throws IOException {
    long position = CommitFile.HEADER_BYTES;
    long number = source.firstGroup();
    ByteBuffer body = body(source, position, number);
    while (body != null) {
      position += CommitGroup.HEADER_BYTES + body.remaining() + CommitGroup.CHECKSUM_BYTES;
      number++;
      while (body.hasRemaining()) {
        putBack(body);
      }
      body = body(source, position, number);
    }
  }

  /**
   * The body of the group of this number, or null if it is not there: the one that was being
   * written when the power went, of which nothing was confirmed.
   */
  private static ByteBuffer body(Source source, long position, long number) throws IOException {
    var header = ByteBuffer.allocate(CommitGroup.HEADER_BYTES);
    if (source.file().readFully(header, position) < CommitGroup.HEADER_BYTES) {
      return null;
    }
    CommitGroup.Header group = CommitGroup.decode(header);
    long bodyAt = position + CommitGroup.HEADER_BYTES;
    if (group == null
        || group.number() != number
        || bodyAt + group.bodyBytes() + CommitGroup.CHECKSUM_BYTES > source.file().bytes()) {
      return null;
    }
    var body = ByteBuffer.allocate((int) group.bodyBytes() + CommitGroup.CHECKSUM_BYTES);
    source.file().readFully(body, bodyAt);
    return CommitGroup.checkedBody(body.flip());
  }

  private void putBack(ByteBuffer body) throws IOException {
    var name = new byte[body.getShort()];
    body.get(name);
    Path directory = data.journal().resolve(new String(name, StandardCharsets.US_ASCII));
    Path path = directory.resolve(LogFile.name(body.getLong()));
    int incarnation = body.getInt();
    long position = body.getLong();
    ByteBuffer records = body.slice(body.position() + Integer.BYTES, body.getInt(body.position()));
    body.position(body.position() + Integer.BYTES + records.remaining());
    StorageFile target = target(path, incarnation);
    if (target == null) {
      return;
    }
    if (position > target.bytes()) {
      // Written without fsync in front of this, under another durability, and lost.
      LOG.warn("commit log: {} ends before {}, what follows is not put back", path, position);
      skipped.add(path);
      return;
    }
    batches++;
    bytes += records.remaining();
    target.writeFully(records, position);
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
