package io.herald.persistence.lease;

import io.herald.persistence.serialization.CodecSerializer;

/** A {@link WriterMark} has no bytes. */
public final class WriterMarkSerializer extends CodecSerializer {
  /** Stands beside every record in the journal: never change it. */
  public static final int IDENTIFIER = 1_414_108;

  private static final String MARK = "WriterMark:1";

  /** Akka makes it. */
  public WriterMarkSerializer() {
    super(IDENTIFIER);
  }

  @Override
  protected String manifestOf(Object object) {
    return object == WriterMark.INSTANCE ? MARK : null;
  }

  @Override
  protected byte[] encode(Object object) {
    return new byte[0];
  }

  @Override
  protected Object decode(String manifest, byte[] bytes) {
    if (!manifest.equals(MARK)) {
      throw new IllegalArgumentException("unknown manifest");
    }
    return WriterMark.INSTANCE;
  }
}
