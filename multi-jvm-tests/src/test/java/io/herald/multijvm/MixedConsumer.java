package io.herald.multijvm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.client.CommandBytes;
import io.herald.client.Frame;
import io.herald.client.FrameReader;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Consumes mixed messages and compares each, byte for byte: one consumer of one publisher gets them
 * in their order.
 */
final class MixedConsumer {
  private static final int READY = 500;
  private static final int FINISHED_TOGETHER = 50;
  private static final int ID_AT = 10;
  private static final int ID_LENGTH = 16;
  private static final int BODY_AT = 26;

  private final NsqConnection connection;
  private final MixedMessages messages;
  private final ByteArrayOutputStream finished = new ByteArrayOutputStream();

  MixedConsumer(NsqConnection connection, MixedMessages messages) {
    this.connection = connection;
    this.messages = messages;
  }

  /** Returns when all have been consumed, finished, and the broker has read that. */
  void run() throws IOException {
    connection.rdy(READY);
    FrameReader frames = connection.frames();
    int next = 0;
    while (next < messages.count()) {
      frames.advance();
      if (frames.type() == Frame.MESSAGE) {
        consume(frames, next);
        next++;
        if (next % FINISHED_TOGETHER == 0 || next == messages.count()) {
          connection.send(finished.toByteArray());
          finished.reset();
        }
      } else {
        assertThat(frames.frame()).matches(Frame::isHeartbeat, "a heartbeat"); // a FIN answers it
      }
    }
    connection.cls();
  }

  private void consume(FrameReader frames, int index) throws IOException {
    ByteBuffer bytes = frames.bytes();
    int at = frames.offset();
    ByteBuffer body = bytes.duplicate().position(at + BODY_AT).limit(at + frames.length());
    if (!body.equals(messages.body(index))) {
      throw new AssertionError(
          "message " + index + " of " + messages.size(index) + " bytes came as " + body);
    }
    byte[] id = new byte[ID_LENGTH];
    bytes.get(at + ID_AT, id);
    finished.writeBytes(CommandBytes.fin(new String(id, US_ASCII)));
  }
}
