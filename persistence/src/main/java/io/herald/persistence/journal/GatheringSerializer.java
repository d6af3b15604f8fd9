package io.herald.persistence.journal;

import akka.serialization.SerializerWithStringManifest;
import java.nio.ByteBuffer;

/**
 * A serializer that gives and takes large events without copying them. The embedded journal uses
 * the two methods below where a serializer has them; every other journal uses {@code toBinary} and
 * {@code fromBinary} of the same object, and both must write the same bytes.
 */
public abstract class GatheringSerializer extends SerializerWithStringManifest {
  /**
   * The serialized form in pieces, each from its position to its limit, together what {@code
   * toBinary} returns. The journal reads them until the write is confirmed: nobody may change them
   * before that. It does not change their positions.
   */
  public abstract ByteBuffer[] toBuffers(Object event);

  /**
   * Reads an event from a part of an array. The array holds nothing but this event and is never
   * changed, so that the event may keep it.
   */
  public abstract Object fromBytes(byte[] array, int offset, int length, String manifest);
}
