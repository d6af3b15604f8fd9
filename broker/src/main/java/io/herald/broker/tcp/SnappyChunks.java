package io.herald.broker.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.SnappyFrameDecoder;
import java.util.List;

/**
 * Netty's decoder of snappy's framing format, which would collect chunks of up to 16 MiB. A chunk
 * holds 64 KiB of data at most, so one whose compressed form is larger than that can become breaks
 * the format and is not waited for.
 */
final class SnappyChunks extends SnappyFrameDecoder {
  private static final int DATA_BYTES = 64 * 1024;

  /** Header, checksum and what snappy makes of data that does not compress. */
  private static final int CHUNK_BYTES_MAX = 4 + 4 + 32 + DATA_BYTES + DATA_BYTES / 6;

  SnappyChunks() {
    super(true);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    int before = in.readableBytes();
    super.decode(context, in, out);
    boolean waits = in.readableBytes() == before;
    if (waits && before > CHUNK_BYTES_MAX) {
      throw new DecompressionException("a snappy chunk of more than " + CHUNK_BYTES_MAX + " bytes");
    }
  }
}
