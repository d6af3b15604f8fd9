package io.herald.benchmarks;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.FrameBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One connection that consumes and finishes messages until all of its channel have arrived. The
 * FINs of a chunk are laid out straight from its frames and go out in one write.
 *
 * <pre>
 *   message:  0        8         10             26
 *             | int64  | uint16  | 16 ASCII hex | int64 number, padding
 *
 *   FIN:      "FIN " id "\n"
 * </pre>
 */
final class Consumer extends LoadConnection {
  private static final int ID_AT = 10;
  private static final int BODY_AT = 26;
  private static final int FIN = 0x46494E20; // "FIN "

  /** A quarter of this costs a quarter more a message; four times as much saves little more. */
  private static final int IN_BYTES = 256 * 1024;

  private static final int OUT_BYTES = 32 * 1024;

  private final ChannelConsumers channel;
  private final int readyCount;
  private State state = State.SUBSCRIBING;

  private enum State {
    SUBSCRIBING,
    SUBSCRIBED,
    CLOSING,
    CLOSED
  }

  /** A consumer that asks for {@code readyCount} messages when the clock runs. */
  Consumer(Target target, ChannelConsumers channel, int readyCount) throws IOException {
    super(target, IN_BYTES, OUT_BYTES);
    this.channel = channel;
    this.readyCount = readyCount;
    out().put(CommandBytes.sub(channel.topic(), channel.name()));
  }

  @Override
  boolean prepared() {
    return state == State.SUBSCRIBED;
  }

  @Override
  void start() {
    out().put(CommandBytes.rdy(readyCount));
  }

  @Override
  int received() throws IOException {
    FrameBuffer frames = frames();
    ByteBuffer in = frames.bytes();
    ByteBuffer finishes = out();
    Receipts receipts = channel.receipts();
    int count = 0;
    while (finishes.remaining() >= COMMAND_BYTES_MAX && frames.advance()) {
      if (frames.type() == Frame.MESSAGE) {
        int at = frames.offset();
        receipts.tick(in.getLong(at + BODY_AT));
        finishes
            .putInt(FIN)
            .putLong(in.getLong(at + ID_AT))
            .putLong(in.getLong(at + ID_AT + Long.BYTES))
            .put((byte) '\n');
        count++;
      } else {
        answered();
      }
    }
    if (count > 0) {
      channel.look();
    }
    return count;
  }

  private void answered() throws IOException {
    if (state == State.SUBSCRIBING && isOk()) {
      state = State.SUBSCRIBED;
    } else if (state == State.CLOSING && isResponse("CLOSE_WAIT")) {
      state = State.CLOSED;
    } else {
      expectHeartbeat();
    }
  }

  /** All has arrived. The broker answers CLS behind the FINs it has read before: they are in. */
  void finish() throws IOException {
    state = State.CLOSING;
    out().put(CommandBytes.cls());
    flush();
  }

  @Override
  boolean done() {
    return state == State.CLOSED;
  }
}
