package io.herald.http;

import io.herald.http.access.BearerToken;
import io.herald.http.access.CallerFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A file of callers that a test writes, and their tokens. */
final class Callers {
  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> tokensByName = new LinkedHashMap<>();

  Callers(Path directory) {
    file = directory.resolve("http-auth");
  }

  /** Adds somebody with a new token. */
  Callers token(String name, String roles, String... topics) {
    String token = BearerToken.random();
    tokensByName.put(name, token);
    return line(CallerFile.line(name, BearerToken.hashText(token), roles, List.of(topics)));
  }

  Callers line(String line) {
    lines.add(line);
    return this;
  }

  /** Writes all lines, at once. */
  Callers write() {
    try {
      Path half = file.resolveSibling("half-written");
      Files.write(half, lines);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  Path file() {
    return file;
  }

  /** The flags of a node with this file. */
  String[] flags() {
    return new String[] {"--http-auth=token", "--http-auth-file=" + file};
  }

  /** The header that says who asks; for {@code nobody} one that nobody has. */
  String header(String name) {
    return "Authorization: Bearer " + tokensByName.getOrDefault(name, "herald_nobody");
  }

  Iterable<String> tokens() {
    return tokensByName.values();
  }
}
