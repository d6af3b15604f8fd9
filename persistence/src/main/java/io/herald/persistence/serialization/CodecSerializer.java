package io.herald.persistence.serialization;

import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;

/** Hands one family of events and states to Akka as the bytes of its codec. */
public abstract class CodecSerializer extends SerializerWithStringManifest {
  private final int identifier;

  /**
   * A serializer for one family.
   *
   * @param identifier stands beside every record in the journal and never changes
   */
  protected CodecSerializer(int identifier) {
    this.identifier = identifier;
  }

  /**
   * The manifest of {@code object}, with the version of its layout; null if it is not of the
   * family.
   */
  protected abstract String manifestOf(Object object);

  /** The bytes of {@code object}. */
  protected abstract byte[] encode(Object object);

  /**
   * The object of this manifest and these bytes.
   *
   * @throws IllegalArgumentException if they do not belong together
   */
  protected abstract Object decode(String manifest, byte[] bytes);

  @Override
  public final int identifier() {
    return identifier;
  }

  @Override
  public final String manifest(Object object) {
    String manifest = manifestOf(object);
    if (manifest == null) {
      throw new IllegalArgumentException("not of this family: " + object.getClass());
    }
    return manifest;
  }

  @Override
  public final byte[] toBinary(Object object) {
    return encode(object);
  }

  @Override
  public final Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    try {
      return decode(manifest, bytes);
    } catch (IllegalArgumentException | ArithmeticException broken) {
      NotSerializableException failure =
          new NotSerializableException("cannot read " + manifest + ": " + broken.getMessage());
      failure.initCause(broken);
      throw failure;
    }
  }
}
