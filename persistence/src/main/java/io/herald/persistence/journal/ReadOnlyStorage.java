package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Path;

/** The real disk for somebody who only looks: nothing can be written through it. */
final class ReadOnlyStorage implements Storage {
  @Override
  public StorageFile open(Path path) throws IOException {
    return NioStorage.openToRead(path);
  }

  @Override
  public StorageFile create(Path path) {
    throw new UnsupportedOperationException("create " + path);
  }

  @Override
  public void syncDirectory(Path directory) {
    throw new UnsupportedOperationException("sync " + directory);
  }
}
