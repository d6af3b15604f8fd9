package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Remembers what has been forced, so that the state after a power cut can be made: files end where
 * their last force found them, names exist if their directory was synced since they appeared.
 */
final class PowerCutStorage implements Storage {
  private final NioStorage disk = new NioStorage();
  private final Map<Object, Long> durableBytes = new ConcurrentHashMap<>();
  private final Set<Path> durableNames = ConcurrentHashMap.newKeySet();

  /** A cut comes between two operations: who makes its image holds the write lock. */
  private final ReadWriteLock cut = new ReentrantReadWriteLock();

  /** What is there now has survived earlier cuts, so it is on the disk. */
  PowerCutStorage(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        durableNames.add(path.toRealPath());
        durableBytes.put(keyOf(path), Files.size(path));
      }
    }
  }

  @Override
  public StorageFile open(Path path) throws IOException {
    return new TrackedFile(disk.open(path), keyOf(path));
  }

  @Override
  public StorageFile create(Path path) throws IOException {
    StorageFile file = disk.create(path);
    durableBytes.put(keyOf(path), 0L);
    return new TrackedFile(file, keyOf(path));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      children.forEach(durableNames::add);
    }
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Copies to another directory what a power cut at this moment would leave. */
  void copyDurable(Path from, Path to) throws IOException {
    cut.writeLock().lock();
    try {
      copy(from, to);
    } finally {
      cut.writeLock().unlock();
    }
  }

  private void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            if (!directory.equals(from) && !durableNames.contains(directory)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Long durable = durableBytes.get(attributes.fileKey());
            if (durableNames.contains(file) && durable != null) {
              byte[] bytes = Files.readAllBytes(file);
              int kept = (int) Math.min(durable, bytes.length);
              Files.write(to.resolve(from.relativize(file)), java.util.Arrays.copyOf(bytes, kept));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private final class TrackedFile implements StorageFile {
    private final StorageFile file;
    private final Object key;

    TrackedFile(StorageFile file, Object key) {
      this.file = file;
      this.key = key;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      cut.readLock().lock();
      try {
        return file.write(source, position);
      } finally {
        cut.readLock().unlock();
      }
    }

    @Override
    public void force() throws IOException {
      cut.readLock().lock();
      try {
        durableBytes.put(key, file.bytes());
      } finally {
        cut.readLock().unlock();
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      file.truncate(bytes);
    }

    @Override
    public long bytes() throws IOException {
      return file.bytes();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
