package io.herald.broker.request;

import io.herald.persistence.cursor.CursorState;
import java.util.Optional;

/**
 * What is stored of a channel on one partition.
 *
 * @param isKnown whether it could be read
 * @param cursor empty if nothing is ever stored, or it could not be read
 * @param isCurrent whether everything that has happened is in it
 */
public record StoredCursor(boolean isKnown, Optional<CursorState> cursor, boolean isCurrent) {
  /** A channel of which nothing is ever stored. */
  public static final StoredCursor NONE = new StoredCursor(true, Optional.empty(), false);

  /** The store does not answer. */
  public static final StoredCursor UNREADABLE = new StoredCursor(false, Optional.empty(), false);

  /** What is stored. */
  public static StoredCursor of(CursorState cursor, boolean isCurrent) {
    return new StoredCursor(true, Optional.of(cursor), isCurrent);
  }
}
