package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.Frame;
import io.herald.client.FrameReader;
import io.herald.client.NsqConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * One connection that consumes and finishes numbered messages until all have arrived. FINs gather
 * while more frames are already here, and go out in one write.
 */
final class Consumer implements Callable<Void> {
  private static final int ID_AT = 10;
  private static final int ID_LENGTH = 16;
  private static final int BODY_AT = ID_AT + ID_LENGTH;
  private static final int FLUSH_BYTES = 16 * 1024;

  /** How soon a consumer notices that another one had the last message. */
  private static final Duration LOOK_AROUND = Duration.ofMillis(5);

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final byte[] FIN = "FIN ".getBytes(US_ASCII);

  private final NsqConnection connection;
  private final NumberedMessages messages;
  private final ByteArrayOutputStream finishes = new ByteArrayOutputStream();
  private final byte[] id = new byte[ID_LENGTH];

  private Consumer(NsqConnection connection, NumberedMessages messages) {
    this.connection = connection;
    this.messages = messages;
  }

  /** A consumer that is subscribed and will be sent messages from now on. */
  static Consumer ready(
      Target target, String topic, String channel, NumberedMessages messages, int ready)
      throws IOException {
    NsqConnection connection = target.connect();
    connection.sub(topic, channel);
    connection.rdy(ready);
    connection.readTimeout(LOOK_AROUND);
    return new Consumer(connection, messages);
  }

  @Override
  public Void call() throws IOException {
    try (connection) {
      FrameReader frames = connection.frames();
      while (messages.missing() > 0) {
        if (!frames.hasWholeFrame() || finishes.size() > FLUSH_BYTES) {
          flush();
        }
        try {
          frames.advance();
          handle(frames);
        } catch (SocketTimeoutException e) {
          // Another consumer may have had the last message: look again.
        }
      }
      flush();
      // The broker answers this behind everything it has read before: the FINs are in.
      connection.readTimeout(LIMIT).cls();
    }
    return null;
  }

  private void handle(FrameReader frames) throws IOException {
    if (frames.type() != Frame.MESSAGE) {
      Frame frame = frames.frame();
      if (!frame.isHeartbeat()) {
        throw new IOException("unexpected " + frame);
      }
      connection.nop();
      return;
    }
    ByteBuffer bytes = frames.bytes();
    messages.tick(bytes, frames.offset() + BODY_AT);
    bytes.get(frames.offset() + ID_AT, id);
    finishes.writeBytes(FIN);
    finishes.writeBytes(id);
    finishes.write('\n');
  }

  private void flush() throws IOException {
    if (finishes.size() > 0) {
      connection.send(finishes.toByteArray());
      finishes.reset();
    }
  }
}
