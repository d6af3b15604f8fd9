package io.herald.broker.delivery;

import static io.herald.broker.delivery.MessageSlots.FINISHED;
import static io.herald.broker.delivery.MessageSlots.IN_FLIGHT;

import io.herald.persistence.cursor.PendingMessages;
import java.util.Arrays;

/**
 * Offsets whose attempts or due time changed since the last flush. Only redeliveries and deferrals
 * come here; a first delivery that is finished leaves no trace.
 */
final class ChangedOffsets {
  private final UnfinishedMessages messages;
  private long[] offsets = new long[16];
  private int size;

  ChangedOffsets(UnfinishedMessages messages) {
    this.messages = messages;
  }

  void add(long offset) {
    if (size == offsets.length) {
      compact();
    }
    offsets[size++] = offset;
  }

  /** Forgets everything. */
  void clear() {
    size = 0;
  }

  /** The present values of what changed and is still unfinished; nothing is changed afterwards. */
  PendingMessages drain() {
    compact();
    PendingMessages.Builder pending = new PendingMessages.Builder(size);
    for (int i = 0; i < size; i++) {
      int slot = messages.find(offsets[i]);
      MessageSlots slots = messages.slots(slot);
      int index = UnfinishedMessages.index(slot);
      long due = slots.state[index] == IN_FLIGHT ? 0 : slots.time[index];
      pending.append(offsets[i], due, slots.attempts[index]);
    }
    size = 0;
    return pending.build();
  }

  /** Each offset once, and only unfinished ones. */
  private void compact() {
    Arrays.sort(offsets, 0, size);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      boolean repeated = kept > 0 && offsets[kept - 1] == offsets[i];
      if (!repeated && messages.state(messages.find(offsets[i])) != FINISHED) {
        offsets[kept++] = offsets[i];
      }
    }
    size = kept;
    if (2 * size > offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    }
  }
}
