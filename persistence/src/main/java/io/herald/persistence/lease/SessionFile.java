package io.herald.persistence.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in the data directory which session a node's process has. The next process there holds the
 * directory's lock, so it knows that the one before is gone, and may end its session at once
 * instead of waiting for its lease.
 *
 * <p>That must not be believed of a copy of the directory, whose original may still be in use: the
 * file says which file it is and since which start of the machine.
 */
public final class SessionFile {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFile.class);
  private static final String NAME = "session";
  private static final Path LINUX_BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path file;
  private final Path bootId;

  /** Of a data directory whose lock this process holds. */
  public SessionFile(Path directory) {
    this(directory, LINUX_BOOT_ID);
  }

  SessionFile(Path directory, Path bootId) {
    this.file = directory.resolve(NAME);
    this.bootId = bootId;
  }

  /** This process has that session from now on. */
  public void keep(String session) {
    try {
      if (Files.notExists(file)) {
        Files.createFile(file);
      }
      Files.write(file, List.of(session, identity()));
    } catch (IOException e) {
      LOG.info("leases: {} is not kept, a restart will wait for the lease: {}", file, e.toString());
    }
  }

  /** The session of the process before, which is gone for sure; none if that is not known. */
  public Optional<String> former() {
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(file);
      boolean isBelieved = lines.size() == 2 && lines.get(1).equals(identity());
      return isBelieved ? Optional.of(lines.get(0)) : Optional.empty();
    } catch (IOException e) {
      LOG.info("leases: {} cannot be read, this start waits for the lease: {}", file, e.toString());
      return Optional.empty();
    }
  }

  /**
   * Ends the session of the process before, if it is known and still there.
   *
   * @return whether it was there
   */
  public CompletionStage<Boolean> endFormer(LeaseTable table) {
    Optional<String> former = former();
    return former.isEmpty()
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.completedFuture(former.get())
            .thenCompose(table::renewals)
            .thenCompose(
                renewals ->
                    renewals.isEmpty()
                        ? CompletableFuture.completedFuture(false)
                        : table.end(former.get(), renewals.getAsLong()));
  }

  /** Fails where the system does not tell: a file that can be mistaken for another is no proof. */
  private String identity() throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    if (key == null) {
      throw new IOException("files have no identity here");
    }
    return key + " " + Files.readString(bootId).strip();
  }
}
