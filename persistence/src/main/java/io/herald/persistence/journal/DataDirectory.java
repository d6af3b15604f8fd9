package io.herald.persistence.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The exclusively locked data directory of one node. Open it before the actor system starts, so
 * that a second node on the same directory stops with one clear line; close it after the system has
 * ended.
 *
 * <pre>
 *   DIR/lock                            held by FileChannel.tryLock; holds the owner's pid as text
 *   DIR/clean                           there if the last store closed with everything forced
 *   DIR/journal/NAME/FIRST.log .idx     events, see {@link LogFile}; NAME: see {@link EscapedName}
 *   DIR/journal/NAME/deleted            the highest deleted sequence number
 *   DIR/commit/NR.commit                events of many ids that one fsync made durable, see {@link CommitLog}
 *   DIR/snapshots/NAME/SEQNR-TIME.snap  snapshots
 *   DIR/trash/                          purged persistence ids on their way out
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "lock";

  // A file lock belongs to the whole JVM, so a second store in this JVM needs a guard of its own.
  private static final Map<Path, DataDirectory> HELD = new HashMap<>();

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private boolean attached;

  private DataDirectory(Path path, FileChannel channel, FileLock lock) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Creates the directory if needed and locks it.
   *
   * @throws DataDirectoryLockedException if somebody else holds it
   * @throws UncheckedIOException if it cannot be created or written
   */
  public static DataDirectory open(Path directory) {
    synchronized (HELD) {
      try {
        Files.createDirectories(directory);
        Path path = directory.toRealPath();
        // Checked first: closing any channel of a locked file would release this JVM's lock.
        if (HELD.containsKey(path)) {
          throw new DataDirectoryLockedException(path, ownPid());
        }
        DataDirectory held = lock(path);
        HELD.put(path, held);
        return held;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open data directory " + directory + ": " + e, e);
      }
    }
  }

  /**
   * Locks an existing directory so that no node can start there, and changes nothing in it.
   *
   * @throws DataDirectoryLockedException if somebody else holds it
   * @throws IOException if it is none, or cannot be read
   */
  static DataDirectory openToRead(Path directory) throws IOException {
    synchronized (HELD) {
      Path path = directory.toRealPath();
      if (HELD.containsKey(path)) {
        throw new DataDirectoryLockedException(path, ownPid());
      }
      if (!Files.exists(path.resolve(LOCK))) {
        throw new NoSuchFileException(
            path.toString(), null, "not a data directory: there is no file named " + LOCK);
      }
      FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ);
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
      DataDirectory held = new DataDirectory(path, channel, obtained(path, channel, lock));
      HELD.put(path, held);
      return held;
    }
  }

  /** The directory if this JVM has it open and no store uses it yet; else opens it. */
  static DataDirectory attach(Path directory) {
    synchronized (HELD) {
      DataDirectory held = held(directory);
      DataDirectory found = held == null ? open(directory) : held;
      found.claim();
      return found;
    }
  }

  /** True if some code of this JVM opened the directory and did not close it. */
  static boolean isHeld(Path directory) {
    synchronized (HELD) {
      return held(directory) != null;
    }
  }

  private static DataDirectory held(Path directory) {
    try {
      return Files.exists(directory) ? HELD.get(directory.toRealPath()) : null;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open data directory " + directory + ": " + e, e);
    }
  }

  private static DataDirectory lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = obtained(path, channel, channel.tryLock());
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((ownPid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
    return new DataDirectory(path, channel, lock);
  }

  /** The lock, if it could be had. */
  private static FileLock obtained(Path path, FileChannel channel, FileLock lock)
      throws IOException {
    if (lock == null) {
      var owner = ByteBuffer.allocate(32);
      channel.read(owner, 0);
      channel.close();
      String pid = new String(owner.array(), 0, owner.position(), StandardCharsets.US_ASCII);
      throw new DataDirectoryLockedException(path, pid.strip());
    }
    return lock;
  }

  private static String ownPid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  private void claim() {
    if (attached) {
      throw new DataDirectoryLockedException(path, ownPid());
    }
    attached = true;
  }

  void detach() {
    synchronized (HELD) {
      attached = false;
    }
  }

  /** The absolute path without symbolic links. */
  public Path path() {
    return path;
  }

  Path journal() {
    return path.resolve("journal");
  }

  Path commit() {
    return path.resolve("commit");
  }

  Path snapshots() {
    return path.resolve("snapshots");
  }

  Path cleanMark() {
    return path.resolve("clean");
  }

  Path trash() {
    return path.resolve("trash");
  }

  /** Releases the lock. Closing twice does nothing. */
  @Override
  public void close() {
    synchronized (HELD) {
      if (!HELD.remove(path, this)) {
        return;
      }
      try {
        lock.release();
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot release data directory " + path, e);
      }
    }
  }
}
