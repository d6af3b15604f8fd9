package io.herald.persistence.cursor;

import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;

/** Hands cursor events and states to Akka as the bytes of {@link CursorCodec}. */
public final class CursorSerializer extends SerializerWithStringManifest {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_102;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    String manifest = CursorCodec.manifest(object);
    if (manifest == null) {
      throw new IllegalArgumentException("not of a cursor: " + object.getClass());
    }
    return manifest;
  }

  @Override
  public byte[] toBinary(Object object) {
    return CursorCodec.encode(object);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return CursorCodec.decode(manifest, bytes);
    } catch (IllegalArgumentException | ArithmeticException e) {
      NotSerializableException failure =
          new NotSerializableException("cannot read " + manifest + ": " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }
}
