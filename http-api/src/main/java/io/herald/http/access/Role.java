package io.herald.http.access;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a caller may do over HTTP. */
public enum Role {
  /** /pub and /mpub; nothing may be read. */
  PUBLISH,
  /** Statistics, settings and lookups; nothing changes. */
  READ,
  /** Everything: topics, channels and the node itself, and what the other roles may. */
  ADMIN;

  /** Whether a holder of these roles may act in this one. */
  boolean isGrantedBy(Set<Role> roles) {
    return roles.contains(this) || roles.contains(ADMIN);
  }

  /** The role of this word, in any case. */
  public static Optional<Role> parse(String word) {
    try {
      return Optional.of(valueOf(word.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  /** As it is written in the file: {@code publish}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
