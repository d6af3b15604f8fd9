package io.herald.broker.tls;

import java.nio.file.Path;

/** A file of keys or certificates cannot be used; the message names it and says why, in a line. */
public final class TlsFileException extends Exception {
  private static final long serialVersionUID = 1L;

  TlsFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  TlsFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
