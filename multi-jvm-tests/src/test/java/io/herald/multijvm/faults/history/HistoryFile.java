package io.herald.multijvm.faults.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Events as lines: ms since 1970, what, and about what, apart by tabs. */
final class HistoryFile implements AutoCloseable {
  private final Path path;
  private final BufferedWriter out;
  private boolean isClosed;

  HistoryFile(Path path) throws IOException {
    this.path = path;
    Files.createDirectories(path.toAbsolutePath().getParent());
    out = Files.newBufferedWriter(path, UTF_8);
  }

  /** What comes after the end, from those who end late, is not kept. */
  synchronized void add(long time, String what, Object about) {
    if (isClosed) {
      return;
    }
    try {
      out.append(Long.toString(time)).append('\t').append(what).append('\t');
      out.append(about.toString()).append('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  void delete() throws IOException {
    close();
    Files.deleteIfExists(path);
  }

  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    out.close();
  }
}
