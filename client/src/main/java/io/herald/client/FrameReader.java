package io.herald.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts frames out of a stream without copying them: {@link #advance} moves to the next frame, the
 * accessors look at it until the next advance. A read that times out in mid-frame loses nothing.
 */
public final class FrameReader {
  private static final int HEADER = 8;
  private static final int START_CAPACITY = 64 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[START_CAPACITY];
  private ByteBuffer view = ByteBuffer.wrap(buffer);
  private int unread;
  private int end;
  private int type;
  private int offset;
  private int length;

  /** Reads frames from {@code in}, which may time out and be read again. */
  public FrameReader(InputStream in) {
    this.in = in;
  }

  /** Waits for the next whole frame. Throws EOFException when the broker closed the stream. */
  public void advance() throws IOException {
    while (!hasWholeFrame()) {
      fill();
    }
    int size = view.getInt(unread);
    type = view.getInt(unread + 4);
    offset = unread + HEADER;
    length = size - 4;
    unread += 4 + size;
  }

  /** True if {@link #advance} would return without reading from the stream. */
  public boolean hasWholeFrame() {
    int available = end - unread;
    return available >= HEADER && available - 4 >= view.getInt(unread);
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

  /** The buffer that holds the current frame, valid until the next {@link #advance}. */
  public ByteBuffer bytes() {
    return view;
  }

  /** A copy of the current frame. */
  public Frame frame() {
    return new Frame(type, Arrays.copyOfRange(buffer, offset, offset + length));
  }

  /** What {@link #advance} has not used yet, then the stream: where a new layer begins. */
  InputStream rest() {
    return unread == end ? in : new ResumedInput(Arrays.copyOfRange(buffer, unread, end), in);
  }

  private void fill() throws IOException {
    if (end == buffer.length) {
      makeRoom();
    }
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      throw new EOFException("closed by the broker, " + (end - unread) + " bytes of a frame left");
    }
    end += count;
  }

  private void makeRoom() {
    byte[] target = unread == 0 ? new byte[buffer.length * 2] : buffer;
    System.arraycopy(buffer, unread, target, 0, end - unread);
    end -= unread;
    unread = 0;
    buffer = target;
    view = ByteBuffer.wrap(target);
  }
}
