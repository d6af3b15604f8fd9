package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Output as raw deflate. Every flush of the connection is a flush of the compressor, so that a
 * client can read all that it was sent.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard of
final class DeflatedOutput extends ChannelOutboundHandlerAdapter {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final Deflater deflater;

  /** Whether the compressor may still hold something back. */
  private boolean unflushed;

  DeflatedOutput(int level) {
    deflater = new Deflater(level, true);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      unflushed |= bytes.isReadable();
      ByteBuffer input = bytes.nioBuffer();
      deflater.setInput(input);
      while (!deflater.needsInput()) {
        deflate(context, Deflater.NO_FLUSH);
      }
    } finally {
      bytes.release();
    }
    context.write(Unpooled.EMPTY_BUFFER, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (unflushed) {
      unflushed = false;
      while (deflate(context, Deflater.SYNC_FLUSH)) {
        // a full buffer means that there may be more
      }
    }
    context.flush();
  }

  /** Writes one buffer; whether it was full. */
  private boolean deflate(ChannelHandlerContext context, int flush) {
    ByteBuf output = context.alloc().directBuffer(BUFFER_BYTES, BUFFER_BYTES);
    ByteBuffer target = output.nioBuffer(0, BUFFER_BYTES);
    int count = deflater.deflate(target, flush);
    if (count == 0) {
      output.release();
      return false;
    }
    output.writerIndex(count);
    context.write(output, context.voidPromise());
    return count == BUFFER_BYTES;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    deflater.end();
  }
}
