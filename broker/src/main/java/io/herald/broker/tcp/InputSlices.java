package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Deque;

/** Input in front of a decoder that expands all it is given: slices that expand to little. */
final class InputSlices extends PausableInput {
  /** Snappy makes at most 21 bytes of one. */
  private static final int SLICE_BYTES = 4 * 1024;

  @Override
  ByteBuf next(ChannelHandlerContext context, Deque<ByteBuf> input) {
    ByteBuf first = input.peekFirst();
    if (first == null) {
      return null;
    }
    return first.readableBytes() <= SLICE_BYTES
        ? input.pollFirst()
        : first.readRetainedSlice(SLICE_BYTES);
  }
}
