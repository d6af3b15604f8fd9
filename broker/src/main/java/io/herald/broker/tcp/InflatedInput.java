package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.compression.DecompressionException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Raw deflate, expanded piece by piece. */
final class InflatedInput extends PausableInput {
  private static final int PIECE_BYTES = 32 * 1024;

  private final Inflater inflater = new Inflater(true);

  /** What the inflater reads from now. */
  private ByteBuf current;

  private ByteBuffer view;

  /** Whether the inflater has given all it can make of {@link #current}. */
  private boolean exhausted;

  @Override
  ByteBuf next(ChannelHandlerContext context, Deque<ByteBuf> input) {
    ByteBuf piece = null;
    while (hasInput(input)) {
      if (piece == null) {
        piece = context.alloc().directBuffer(PIECE_BYTES, PIECE_BYTES);
      }
      inflateInto(piece);
      if (!piece.isWritable()) {
        return piece;
      }
    }
    if (piece != null && !piece.isReadable()) {
      piece.release();
      return null;
    }
    return piece;
  }

  private void inflateInto(ByteBuf piece) {
    ByteBuffer target = piece.nioBuffer(piece.writerIndex(), piece.writableBytes());
    try {
      int room = target.remaining();
      int count = inflater.inflate(target);
      exhausted = count < room;
      piece.writerIndex(piece.writerIndex() + count);
    } catch (DataFormatException broken) {
      piece.release();
      throw new DecompressionException("broken deflate: " + broken.getMessage());
    }
  }

  /**
   * Sees to it that the inflater has something to do; behind the end of the stream it never has.
   */
  private boolean hasInput(Deque<ByteBuf> input) {
    if (current != null && (exhausted || inflater.finished())) {
      releaseCurrent();
    }
    while (current == null && !input.isEmpty()) {
      current = input.pollFirst();
      view = current.nioBuffer();
      inflater.setInput(view);
      exhausted = false;
      if (inflater.finished() || !view.hasRemaining()) {
        releaseCurrent();
      }
    }
    return current != null;
  }

  private void releaseCurrent() {
    current.release();
    current = null;
    view = null;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (current != null) {
      releaseCurrent();
    }
    inflater.end();
    super.handlerRemoved(context);
  }
}
