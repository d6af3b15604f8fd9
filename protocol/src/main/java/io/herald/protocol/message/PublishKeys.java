package io.herald.protocol.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The publish keys that come with a batch, each with the offset of the first message that was
 * published under it. Immutable; most batches have none.
 *
 * @param entries by rising offset
 * @param keptFrom keys of messages below this offset were forgotten when the batch was written; 0
 *     if there are no entries
 */
public record PublishKeys(List<Entry> entries, long keptFrom) {
  /** No keys. */
  public static final PublishKeys NONE = new PublishKeys(List.of(), 0);

  /** One key. */
  public record Entry(long offset, PublishKey key) {}

  /** Whether there are none. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Those of messages from {@code offset} on. */
  PublishKeys from(long offset) {
    if (isEmpty()) {
      return this;
    }
    List<Entry> rest = new ArrayList<>(entries);
    rest.removeIf(entry -> entry.offset() < offset);
    return rest.isEmpty() ? NONE : new PublishKeys(List.copyOf(rest), keptFrom);
  }
}
