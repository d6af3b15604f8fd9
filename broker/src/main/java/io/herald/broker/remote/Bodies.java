package io.herald.broker.remote;

import io.herald.protocol.message.MessageFrame;
import java.nio.ByteBuffer;

/**
 * The messages of an append between nodes: their bodies, each behind its length as a varint. The
 * frames' headers say nothing yet, and would make an MPUB of small messages many times larger.
 */
record Bodies(byte[] frames, int count) implements WireWriter.Bulk {

  @Override
  public int sizeBytes() {
    int bytes = 0;
    int at = 0;
    for (int left = count; left > 0; left--) {
      int next = MessageFrame.next(frames, at);
      int body = next - at - MessageFrame.HEADER_BYTES;
      bytes = Math.addExact(bytes, lengthBytes(body) + body);
      at = next;
    }
    return bytes;
  }

  private static int lengthBytes(int body) {
    return (38 - Integer.numberOfLeadingZeros(body | 1)) / 7;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    int at = 0;
    for (int left = count; left > 0; left--) {
      int next = MessageFrame.next(frames, at);
      int body = next - at - MessageFrame.HEADER_BYTES;
      for (int rest = body; ; rest >>>= 7) {
        if (rest < 0x80) {
          out.put((byte) rest);
          break;
        }
        out.put((byte) (rest | 0x80));
      }
      out.put(frames, at + MessageFrame.HEADER_BYTES, body);
      at = next;
    }
  }

  /** Lays the bodies out as frames; takes all that is left. */
  static byte[] read(ByteBuffer in, int count) {
    ByteBuffer ahead = in.duplicate();
    long bytes = 0;
    for (int left = count; left > 0; left--) {
      int body = length(ahead);
      if (body == 0 || body > ahead.remaining()) {
        throw new IllegalArgumentException("a body of " + body + " bytes");
      }
      ahead.position(ahead.position() + body);
      bytes += MessageFrame.HEADER_BYTES + body;
    }
    byte[] frames = new byte[Math.toIntExact(bytes)];
    int at = 0;
    for (int left = count; left > 0; left--) {
      at = MessageFrame.layOut(frames, at, in, length(in));
    }
    return frames;
  }

  private static int length(ByteBuffer in) {
    int length = 0;
    for (int shift = 0; shift < Integer.SIZE - 7; shift += 7) {
      if (!in.hasRemaining()) {
        break;
      }
      byte next = in.get();
      length |= (next & 0x7f) << shift;
      if (next >= 0) {
        return length;
      }
    }
    throw new IllegalArgumentException("no length of a body");
  }
}
