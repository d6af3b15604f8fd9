package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.client.Frame;
import io.herald.client.FrameReader;
import io.herald.client.NsqConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * One connection that publishes numbered messages until none is left, with a window of commands
 * that wait for their OK. A window of 1 is a synchronous publisher. As many commands as the window
 * allows go out in one write, so that the generator is not what limits the broker.
 */
final class Publisher implements Callable<Void> {
  private static final int COMMAND_OVERHEAD = 64;
  private static final int WRITE_BYTES = 128 * 1024;

  private final Target target;
  private final String topic;
  private final NumberedMessages messages;
  private final LoadGenerator.Publishing how;

  Publisher(Target target, String topic, NumberedMessages messages, LoadGenerator.Publishing how) {
    this.target = target;
    this.topic = topic;
    this.messages = messages;
    this.how = how;
  }

  @Override
  public Void call() throws IOException {
    int commandBytes = COMMAND_OVERHEAD + topic.length() + how.batch() * (4 + messages.bodySize());
    ByteBuffer commands = ByteBuffer.allocate(Math.max(WRITE_BYTES, commandBytes));
    try (NsqConnection connection = target.connect()) {
      FrameReader answers = connection.frames();
      int waiting = 0;
      boolean more = true;
      while (more || waiting > 0) {
        commands.clear();
        while (more && waiting < how.window() && commands.remaining() >= commandBytes) {
          long first = messages.take(how.batch());
          more = first < messages.count();
          if (more) {
            encode(commands, first, (int) Math.min(how.batch(), messages.count() - first));
            waiting++;
          }
        }
        if (commands.position() > 0) {
          connection.send(Arrays.copyOf(commands.array(), commands.position()));
        }
        if (waiting > 0) {
          waiting -= answered(answers, connection);
        }
      }
    }
    return null;
  }

  private void encode(ByteBuffer command, long first, int size) {
    if (how.batch() == 1) {
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

  /** Waits for an answer and takes all that are there; returns how many publishes they answer. */
  private static int answered(FrameReader answers, NsqConnection connection) throws IOException {
    int count = 0;
    do {
      answers.advance();
      if (answers.type() == Frame.RESPONSE && answers.length() == 2) {
        count++;
      } else if (answers.frame().isHeartbeat()) {
        connection.nop();
      } else {
        throw new IOException("not acknowledged: " + answers.frame());
      }
    } while (answers.hasWholeFrame());
    return count;
  }
}
