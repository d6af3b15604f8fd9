package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.Frame;
import io.herald.client.FrameReader;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection that publishes numbered messages until none is left, with a window of commands
 * that wait for their OK. A window of 1 is a synchronous publisher.
 */
final class Publisher implements Callable<Void> {
  private static final int COMMAND_OVERHEAD = 64;

  private final Target target;
  private final String topic;
  private final NumberedMessages messages;
  private final int batch;
  private final int window;
  private final AtomicLong acknowledged;

  /**
   * Publishes with PUB if {@code batch} is 1, else with MPUB.
   *
   * @param batch messages per command
   * @param window commands without an answer
   * @param acknowledged counts the messages that were answered with OK
   */
  Publisher(
      Target target,
      String topic,
      NumberedMessages messages,
      int batch,
      int window,
      AtomicLong acknowledged) {
    this.target = target;
    this.topic = topic;
    this.messages = messages;
    this.batch = batch;
    this.window = window;
    this.acknowledged = acknowledged;
  }

  @Override
  public Void call() throws IOException {
    ByteBuffer command =
        ByteBuffer.allocate(COMMAND_OVERHEAD + topic.length() + batch * (4 + messages.bodySize()));
    try (NsqConnection connection = target.connect()) {
      FrameReader answers = connection.frames();
      int[] waiting = new int[window];
      long sent = 0;
      long answered = 0;
      for (long first = messages.take(batch); first < messages.count(); ) {
        int size = (int) Math.min(batch, messages.count() - first);
        encode(command.clear(), first, size);
        connection.send(Arrays.copyOf(command.array(), command.position()));
        waiting[(int) (sent++ % window)] = size;
        while (sent - answered == window || answers.hasWholeFrame()) {
          answered += readAnswer(answers, connection, waiting[(int) (answered % window)]);
        }
        first = messages.take(batch);
      }
      while (answered < sent) {
        answered += readAnswer(answers, connection, waiting[(int) (answered % window)]);
      }
    }
    return null;
  }

  private void encode(ByteBuffer command, long first, int size) {
    if (batch == 1) {
      command.put(("PUB " + topic + "\n").getBytes(US_ASCII));
      command.putInt(messages.bodySize());
      messages.write(command, first);
      return;
    }
    command.put(("MPUB " + topic + "\n").getBytes(US_ASCII));
    command.putInt(4 + size * (4 + messages.bodySize()));
    command.putInt(size);
    for (long number = first; number < first + size; number++) {
      command.putInt(messages.bodySize());
      messages.write(command, number);
    }
  }

  /** Returns 1 for an answer to a publish, 0 for a heartbeat. */
  private int readAnswer(FrameReader answers, NsqConnection connection, int size)
      throws IOException {
    answers.advance();
    Frame answer = answers.frame();
    if (answer.isHeartbeat()) {
      connection.nop();
      return 0;
    }
    if (!answer.text().equals("OK")) {
      throw new IOException("not acknowledged: " + answer);
    }
    acknowledged.addAndGet(size);
    return 1;
  }
}
