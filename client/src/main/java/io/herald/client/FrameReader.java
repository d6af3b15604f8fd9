package io.herald.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads frames from a stream: {@link #advance} waits for the next one, the accessors look at it
 * until the next advance. A read that times out in mid-frame loses nothing.
 */
public final class FrameReader {
  private static final int START_CAPACITY = 64 * 1024;

  private final InputStream in;
  private final FrameBuffer frames = new FrameBuffer(ByteBuffer.allocate(START_CAPACITY));

  /** Reads frames from {@code in}, which may time out and be read again. */
  public FrameReader(InputStream in) {
    this.in = in;
  }

  /** Waits for the next whole frame. Throws EOFException when the broker closed the stream. */
  public void advance() throws IOException {
    while (!frames.advance()) {
      fill();
    }
  }

  /** True if {@link #advance} would return without reading from the stream. */
  public boolean hasWholeFrame() {
    return frames.hasWholeFrame();
  }

  /** The type of the current frame. */
  public int type() {
    return frames.type();
  }

  /** Where the data of the current frame starts in {@link #bytes}. */
  public int offset() {
    return frames.offset();
  }

  /** How many bytes of data the current frame has. */
  public int length() {
    return frames.length();
  }

  /** The buffer that holds the current frame, valid until the next {@link #advance}. */
  public ByteBuffer bytes() {
    return frames.bytes();
  }

  /** A copy of the current frame. */
  public Frame frame() {
    return frames.frame();
  }

  /** What {@link #advance} has not used yet, then the stream: where a new layer begins. */
  InputStream rest() {
    return frames.unread() == 0 ? in : new ResumedInput(frames.rest(), in);
  }

  private void fill() throws IOException {
    ByteBuffer room = frames.room();
    int count = in.read(room.array(), room.arrayOffset() + room.position(), room.remaining());
    if (count < 0) {
      throw new EOFException("closed by the broker, " + frames.unread() + " bytes of a frame left");
    }
    room.position(room.position() + count);
  }
}
