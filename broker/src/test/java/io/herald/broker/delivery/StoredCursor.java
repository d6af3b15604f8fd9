package io.herald.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.persistence.cursor.CursorEvent;
import io.herald.persistence.cursor.CursorSerializer;
import io.herald.persistence.cursor.CursorState;
import java.io.NotSerializableException;

/** What the store has of a channel: all that comes or goes passes through bytes. */
public final class StoredCursor {
  private final CursorSerializer serializer = new CursorSerializer();
  private CursorState state = CursorState.START;

  /** As it is stored. */
  public CursorState state() {
    return state;
  }

  /** Stores an event. */
  public void persist(CursorEvent event) {
    state = state.apply((CursorEvent) serialized(event));
  }

  /** What is stored is read back as a snapshot. */
  public void recoverFromSnapshot() {
    state = (CursorState) serialized(state);
  }

  private Object serialized(Object object) {
    try {
      Object back = serializer.fromBinary(serializer.toBinary(object), serializer.manifest(object));
      assertThat(back).isEqualTo(object);
      return back;
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }
}
