package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.FrameBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One connection of the generator, driven by its {@link LoadLoop}. What arrives is handled a chunk
 * at a time, and the commands that answer it go out in one write. While the socket does not take
 * them, nothing is read.
 *
 * <pre>
 *   opened ─► prepared ─► (the clock runs) start ─► turn … turn ─► done
 * </pre>
 */
abstract class LoadConnection {
  /** Room for any one short command. */
  static final int COMMAND_BYTES_MAX = 1024;

  private static final int OK = 0x4F4B; // "OK"
  private static final byte[] NOP = CommandBytes.nop();

  private final SocketChannel channel;
  private final FrameBuffer frames;
  private final ByteBuffer out;
  private SelectionKey key;
  private boolean blocked;

  /**
   * Connects and has the magic ready.
   *
   * @param inBytes size of the buffer for what arrives; it grows for a larger frame
   * @param outBytes size of the buffer for commands, at least {@link #COMMAND_BYTES_MAX}
   */
  LoadConnection(Target target, int inBytes, int outBytes) throws IOException {
    channel = SocketChannel.open(target.tcp());
    channel.socket().setTcpNoDelay(true);
    frames = new FrameBuffer(ByteBuffer.allocateDirect(inBytes));
    out = ByteBuffer.allocateDirect(outBytes).put(CommandBytes.MAGIC.getBytes(US_ASCII));
  }

  /** True when the clock may run. */
  abstract boolean prepared();

  /** Says the first thing that is measured. */
  abstract void start() throws IOException;

  /**
   * Handles the whole frames that are there, as long as there is room for commands, and returns how
   * many of them moved the load on.
   */
  abstract int received() throws IOException;

  /** True when nothing more will be said or heard. */
  abstract boolean done();

  /** Where commands are put, to be flushed at the end of the turn. */
  final ByteBuffer out() {
    return out;
  }

  final FrameBuffer frames() {
    return frames;
  }

  /** The socket, for a thread of its own that writes. */
  final SocketChannel channel() {
    return channel;
  }

  final void register(Selector selector) throws IOException {
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
    flush();
  }

  /** The socket is readable or, if commands are waiting, writable; returns the progress made. */
  final int turn() throws IOException {
    if (out.position() > 0) {
      flush();
    } else if (channel.read(frames.room()) < 0) {
      throw new EOFException("closed by the broker");
    }
    int progress = 0;
    while (out.position() == 0 && !done() && frames.hasWholeFrame()) {
      progress += received();
      flush();
    }
    return progress;
  }

  /** Writes what the socket takes; the rest has to wait until it is writable. */
  final void flush() throws IOException {
    if (out.position() > 0) {
      channel.write(out.flip());
      out.compact();
      boolean full = out.position() > 0;
      if (full != blocked) {
        key.interestOps(full ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        blocked = full;
      }
    }
  }

  /** True if the current frame is this response. */
  final boolean isResponse(String text) {
    return frames.type() == Frame.RESPONSE && frames.frame().text().equals(text);
  }

  /** True if the current frame is {@code OK}; costs nothing, as there is one for each publish. */
  final boolean isOk() {
    return frames.type() == Frame.RESPONSE
        && frames.length() == 2
        && frames.bytes().getShort(frames.offset()) == OK;
  }

  /** Answers a heartbeat; any other frame here is an error. */
  final void expectHeartbeat() throws IOException {
    if (!frames.frame().isHeartbeat()) {
      throw new IOException("unexpected " + frames.frame());
    }
    out.put(NOP);
  }

  final void close() throws IOException {
    channel.close();
  }
}
