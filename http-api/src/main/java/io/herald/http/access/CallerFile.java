package io.herald.http.access;

import io.herald.config.HttpAuth;
import io.herald.config.HttpSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of callers, read again whenever its content changes. New content counts once it has
 * stayed the same from one look to the next, so that nothing half-written does; what cannot be used
 * changes nothing but the log.
 */
public final class CallerFile {
  private static final Logger LOG = LoggerFactory.getLogger(CallerFile.class);
  private static final long BYTES_MAX = 4L << 20;

  private final Path path;
  private final HttpAuth auth;

  /** Content that has been tried; null if the file could not be read. */
  private byte[] tried;

  private byte[] seen;
  private volatile CallerList callers;

  private CallerFile(Path path, HttpAuth auth) throws CallerFileException {
    this.path = path;
    this.auth = auth;
    this.tried = content();
    this.seen = tried;
    this.callers = parse(tried);
  }

  /**
   * Reads the file that settings name; nothing if nobody has to prove anything.
   *
   * @throws CallerFileException if it cannot be used, also for want of any line of the right kind
   */
  public static Optional<CallerFile> read(HttpSettings settings) throws CallerFileException {
    return settings.httpAuth() == HttpAuth.NONE
        ? Optional.empty()
        : Optional.of(read(Path.of(settings.httpAuthFile()), settings.httpAuth()));
  }

  /** Reads a file for callers who prove themselves in one way. */
  public static CallerFile read(Path path, HttpAuth auth) throws CallerFileException {
    return new CallerFile(path, auth);
  }

  /** How callers prove themselves. */
  public HttpAuth auth() {
    return auth;
  }

  /**
   * A line for such a file, checked.
   *
   * @param credential {@code sha256:...}, {@code cn:...} or {@code dn:...}
   * @param roles with commas between
   * @param topics expressions for whole topic names; none: no limit
   * @throws IllegalArgumentException with what is wrong
   */
  public static String line(String name, String credential, String roles, List<String> topics) {
    String line =
        Stream.concat(Stream.of(name, credential, roles), topics.stream())
            .map(CallerFile::quotedIfNeeded)
            .collect(Collectors.joining(" "));
    CallerLine.parse(line);
    return line;
  }

  /** Who may call, as the newest usable content has it. */
  public CallerList callers() {
    return callers;
  }

  /** Looks at the file; blocks while it reads. One thread at a time. */
  public void reloadIfChanged() {
    byte[] now = contentOrNull();
    boolean settled = Arrays.equals(now, seen);
    seen = now;
    if (!settled || Arrays.equals(now, tried)) {
      return;
    }
    tried = now;
    try {
      callers = parse(now == null ? content() : now);
      LOG.info("{} has changed and is used from now on", path);
    } catch (CallerFileException | RuntimeException unusable) {
      LOG.warn("the callers known before stay: {}", unusable.getMessage());
    }
  }

  private static String quotedIfNeeded(String field) {
    boolean bare = !field.isEmpty() && field.chars().noneMatch(Character::isWhitespace);
    return bare ? field : "\"" + field + "\"";
  }

  private byte[] contentOrNull() {
    try {
      return content();
    } catch (CallerFileException unreadable) {
      return null;
    }
  }

  private byte[] content() throws CallerFileException {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw unusable("is longer than " + BYTES_MAX + " bytes");
      }
      return Files.readAllBytes(path);
    } catch (IOException unreadable) {
      throw unusable("cannot be read (" + unreadable.getClass().getSimpleName() + ")");
    }
  }

  private CallerList parse(byte[] content) throws CallerFileException {
    CallerList list;
    try {
      list = CallerList.parse(new String(content, StandardCharsets.UTF_8).lines().toList());
    } catch (CallerFileException wrong) {
      throw unusable(wrong.getMessage());
    }
    if (auth == HttpAuth.TOKEN && !list.hasTokens()) {
      throw unusable("has no line with sha256:, so nobody could call");
    }
    if (auth == HttpAuth.CERTIFICATE && !list.hasSubjects()) {
      throw unusable("has no line with cn: or dn:, so nobody could call");
    }
    return list;
  }

  private CallerFileException unusable(String why) {
    return new CallerFileException("--http-auth-file " + path + " " + why);
  }
}
