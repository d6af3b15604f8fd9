package io.herald.persistence.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The file operations on which durability depends, apart from plain reads of names. Tests put a
 * disk that fails or fills up in its place.
 */
interface Storage {
  /** Opens an existing file for reading and writing. */
  StorageFile open(Path path) throws IOException;

  /** Creates a file, or empties an existing one, for reading and writing. */
  StorageFile create(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void syncDirectory(Path directory) throws IOException;
}
