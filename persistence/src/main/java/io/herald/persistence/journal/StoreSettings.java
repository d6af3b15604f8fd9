package io.herald.persistence.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the embedded store, {@code herald.embedded-store} in reference.conf.
 *
 * @param directory the data directory; one per node, locked
 * @param durability what the journal {@code herald.persistence.embedded-journal} confirms
 * @param syncInterval longest time that written bytes stay without fsync
 * @param fsyncThreads how many files are forced at the same time
 * @param directCommitBytes a group of one log of at least so many bytes passes the commit log by
 * @param commitLogBytes size of each of the two files of the node-wide commit log
 * @param commitLogBufferBytes how much may be in the commit log only, and in memory
 * @param segmentFileBytes size at which a log file is rolled
 * @param indexIntervalBytes distance between two entries of a sparse index
 * @param openFilesMax bound of the open file handles
 * @param rollDeletedBytes an active file is rolled once more than this and half of it is deleted
 * @param readChunkBytes how much a reader takes from the disk at a time
 */
public record StoreSettings(
    Path directory,
    Durability durability,
    Duration syncInterval,
    int fsyncThreads,
    long directCommitBytes,
    long commitLogBytes,
    long commitLogBufferBytes,
    long segmentFileBytes,
    int indexIntervalBytes,
    int openFilesMax,
    long rollDeletedBytes,
    int readChunkBytes) {

  /** Refuses values that cannot work. */
  public StoreSettings {
    atLeast("sync-interval (ms)", syncInterval.toMillis(), 1);
    atLeast("fsync-threads", fsyncThreads, 1);
    atLeast("direct-commit-bytes", directCommitBytes, 0);
    atLeast("commit-log-bytes", commitLogBytes, 1024);
    atLeast("commit-log-buffer-bytes", commitLogBufferBytes, 0);
    atLeast("segment-file-bytes", segmentFileBytes, 1024);
    atLeast("index-interval-bytes", indexIntervalBytes, 64);
    atLeast("open-files-max", openFilesMax, 8);
    atLeast("roll-deleted-bytes", rollDeletedBytes, 0);
    atLeast("read-chunk-bytes", readChunkBytes, 4096);
  }

  /** Reads {@code herald.embedded-store} from the configuration of an actor system. */
  public static StoreSettings from(Config root) {
    String directory = root.getString("herald.embedded-store.dir");
    if (directory.isEmpty()) {
      throw new IllegalArgumentException("herald.embedded-store.dir must name the data directory");
    }
    return from(root, Path.of(directory));
  }

  /** The same for a directory that is already known. */
  static StoreSettings from(Config root, Path directory) {
    Config config = root.getConfig("herald.embedded-store");
    return new StoreSettings(
        directory,
        Durability.parse(config.getString("durability")),
        config.getDuration("sync-interval"),
        config.getInt("fsync-threads"),
        config.getBytes("direct-commit-bytes"),
        config.getBytes("commit-log-bytes"),
        config.getBytes("commit-log-buffer-bytes"),
        config.getBytes("segment-file-bytes"),
        Math.toIntExact(config.getBytes("index-interval-bytes")),
        config.getInt("open-files-max"),
        config.getBytes("roll-deleted-bytes"),
        Math.toIntExact(config.getBytes("read-chunk-bytes")));
  }

  private static void atLeast(String key, long value, long minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          "herald.embedded-store." + key + " must be at least " + minimum + ", but is " + value);
    }
  }
}
