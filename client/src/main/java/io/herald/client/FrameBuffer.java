package io.herald.client;

import java.nio.ByteBuffer;

/**
 * Cuts frames out of what has arrived, without copying them: {@link #advance} moves to the next
 * whole frame, the accessors look at it until {@link #room} is asked for again. It knows no socket;
 * whoever has one reads into {@link #room}.
 *
 * <pre>
 *   | used frames | whole frames ... | part of one | room ...  |
 *                 ^ unread                        ^ position  ^ capacity
 *
 *   frame: int32 size (4 + data), int32 type, data
 * </pre>
 */
public final class FrameBuffer {
  private static final int HEADER = 8;

  private ByteBuffer buffer;
  private int unread;
  private int type;
  private int offset;
  private int length;

  /**
   * Starts with an empty buffer and doubles it, on or off the heap as it was, for larger frames.
   */
  public FrameBuffer(ByteBuffer start) {
    buffer = start;
  }

  /** Where bytes that arrive are to be put; at least one fits. */
  public ByteBuffer room() {
    if (unread > 0) {
      // What is left is less than a frame, so this copies little, and nothing while a frame grows.
      buffer.flip().position(unread);
      buffer.compact();
      unread = 0;
    } else if (!buffer.hasRemaining()) {
      ByteBuffer larger =
          buffer.isDirect()
              ? ByteBuffer.allocateDirect(buffer.capacity() * 2)
              : ByteBuffer.allocate(buffer.capacity() * 2);
      buffer = larger.put(buffer.flip());
    }
    return buffer;
  }

  /** Moves to the next frame; false if none is whole. */
  public boolean advance() {
    int available = buffer.position() - unread;
    if (available < HEADER) {
      return false;
    }
    int size = buffer.getInt(unread);
    if (available - Integer.BYTES < size) {
      return false;
    }
    type = buffer.getInt(unread + Integer.BYTES);
    offset = unread + HEADER;
    length = size - Integer.BYTES;
    unread = offset + length;
    return true;
  }

  /** True if {@link #advance} would succeed. */
  public boolean hasWholeFrame() {
    int available = unread();
    return available >= HEADER && available - Integer.BYTES >= buffer.getInt(unread);
  }

  /** How many bytes have arrived that no {@link #advance} has used. */
  public int unread() {
    return buffer.position() - unread;
  }

  /** The type of the current frame. */
  public int type() {
    return type;
  }

  /** Where the data of the current frame starts in {@link #bytes}. */
  public int offset() {
    return offset;
  }

  /** How many bytes of data the current frame has. */
  public int length() {
    return length;
  }

  /** The buffer that holds the current frame, to be read at absolute positions. */
  public ByteBuffer bytes() {
    return buffer;
  }

  /** A copy of the current frame. */
  public Frame frame() {
    return new Frame(type, copy(offset, length));
  }

  /** A copy of all that is unread. */
  byte[] rest() {
    return copy(unread, unread());
  }

  private byte[] copy(int from, int count) {
    byte[] copy = new byte[count];
    buffer.get(from, copy);
    return copy;
  }
}
