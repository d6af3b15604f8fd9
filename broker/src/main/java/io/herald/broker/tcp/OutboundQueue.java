package io.herald.broker.tcp;

import io.herald.broker.session.FrameSlice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Frames that wait for the socket, as slices of arrays that others own. They are copied once, into
 * the buffer that the socket writes from.
 */
final class OutboundQueue {
  private static final int WRITE_BYTES_MAX = 256 * 1024;

  private final Deque<FrameSlice> slices = new ArrayDeque<>();
  private long messageBytesWritten;

  void add(FrameSlice slice) {
    slices.addLast(slice);
  }

  boolean isEmpty() {
    return slices.isEmpty();
  }

  /** How many bytes of messages have been written since this was last asked. */
  long takeMessageBytesWritten() {
    long written = messageBytesWritten;
    messageBytesWritten = 0;
    return written;
  }

  /** What fits one write: whole slices up to 256 KiB, or one larger one. */
  ByteBuf nextWrite(ByteBufAllocator allocator) {
    FrameSlice first = slices.peekFirst();
    int size = 0;
    for (FrameSlice slice : slices) {
      if (size > 0 && size + slice.sizeBytes() > WRITE_BYTES_MAX) {
        break;
      }
      size += slice.sizeBytes();
    }
    ByteBuf write = allocator.directBuffer(Math.max(size, first.sizeBytes()));
    while (write.readableBytes() < size) {
      FrameSlice slice = slices.pollFirst();
      write.writeBytes(slice.array(), slice.from(), slice.sizeBytes());
      if (slice.count() > 0) {
        messageBytesWritten += slice.sizeBytes();
      }
    }
    return write;
  }
}
