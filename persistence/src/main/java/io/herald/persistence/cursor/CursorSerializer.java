package io.herald.persistence.cursor;

import io.herald.persistence.serialization.CodecSerializer;

/** Hands cursor events and states to Akka as the bytes of {@link CursorCodec}. */
public final class CursorSerializer extends CodecSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_102;

  public CursorSerializer() {
    super(IDENTIFIER);
  }

  @Override
  protected String manifestOf(Object object) {
    return CursorCodec.manifest(object);
  }

  @Override
  protected byte[] encode(Object object) {
    return CursorCodec.encode(object);
  }

  @Override
  protected Object decode(String manifest, byte[] bytes) {
    return CursorCodec.decode(manifest, bytes);
  }
}
