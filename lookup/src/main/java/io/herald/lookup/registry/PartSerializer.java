package io.herald.lookup.registry;

import akka.serialization.SerializerWithStringManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;

/** Puts a {@link ReplicatedPart} on the wire between nodes, in the format of {@link PartFormat}. */
public final class PartSerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 41_600_001;
  private static final String MANIFEST = "P1";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object object) {
    return MANIFEST;
  }

  @Override
  public byte[] toBinary(Object object) {
    if (!(object instanceof ReplicatedPart replicated)) {
      throw new IllegalArgumentException("not a part of the registry: " + object.getClass());
    }
    return bytes(replicated.part());
  }

  static byte[] bytes(RegistryPart part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      new PartFormat.Writer(out).write(part);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    if (!manifest.equals(MANIFEST)) {
      throw new NotSerializableException("unknown format of the registry: " + manifest);
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return ReplicatedPart.of(new PartFormat.Reader(in).read());
    } catch (IOException e) {
      throw new NotSerializableException("a broken part of the registry: " + e.getMessage());
    }
  }
}
