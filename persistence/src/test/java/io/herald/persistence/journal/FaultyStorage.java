package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, until told to be full, to fail an fsync, or to do none. */
final class FaultyStorage implements Storage {
  private final NioStorage disk = new NioStorage();
  private final AtomicInteger forces = new AtomicInteger();
  private volatile long bytesFree = Long.MAX_VALUE;
  private volatile boolean failsForce;
  private volatile boolean failsTruncate;
  private volatile boolean skipsForce;

  /** For tests whose subject is not durability: thousands of fsyncs take minutes. */
  static FaultyStorage withoutForce() {
    var storage = new FaultyStorage();
    storage.skipsForce = true;
    return storage;
  }

  void fullAfter(long bytes) {
    bytesFree = bytes;
  }

  void failForce(boolean fails) {
    failsForce = fails;
  }

  void failTruncate(boolean fails) {
    failsTruncate = fails;
  }

  int forces() {
    return forces.get();
  }

  @Override
  public StorageFile open(Path path) throws IOException {
    return new FaultyFile(disk.open(path));
  }

  @Override
  public StorageFile create(Path path) throws IOException {
    return new FaultyFile(disk.create(path));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (!skipsForce) {
      disk.syncDirectory(directory);
    }
  }

  private final class FaultyFile implements StorageFile {
    private final StorageFile file;

    FaultyFile(StorageFile file) {
      this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      long free = bytesFree;
      if (free <= 0) {
        throw new IOException("No space left on device");
      }
      ByteBuffer fitting = source.duplicate();
      fitting.limit(source.position() + (int) Math.min(free, source.remaining()));
      int count = file.write(fitting, position);
      source.position(source.position() + count);
      bytesFree = free - count;
      return count;
    }

    @Override
    public void force() throws IOException {
      forces.incrementAndGet();
      if (failsForce) {
        throw new IOException("Input/output error");
      }
      if (!skipsForce) {
        file.force();
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      if (failsTruncate) {
        throw new IOException("Input/output error");
      }
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
