package io.herald.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.benchmarks.LoadGenerator.Publishing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection that publishes numbered messages until none is left, with a window of commands
 * that wait for their OK; a window of 1 is a synchronous publisher. As many commands as the window
 * allows go out in one write. With more than one topic it takes them in turn.
 */
final class Publisher extends LoadConnection {
  private static final int ANSWER_BYTES = 4 * 1024;
  private static final int COMMAND_OVERHEAD = 16;
  private static final int WRITE_BYTES = 128 * 1024;

  private final List<Stream> streams;
  private final Publishing how;
  private final Times okTimes;

  /** When the commands that wait were written; a ring, oldest at {@link #oldest}. */
  private final long[] writtenNanos;

  private int oldest;
  private int next;
  private int waiting;
  private boolean exhausted;

  /** What is published to one topic, by however many connections. */
  static final class Stream {
    private final String topic;
    private final NumberedMessages messages;
    private final byte[] line;

    Stream(String topic, NumberedMessages messages, int batch) {
      this.topic = topic;
      this.messages = messages;
      this.line = ((batch == 1 ? "PUB " : "MPUB ") + topic + "\n").getBytes(US_ASCII);
    }

    String topic() {
      return topic;
    }

    NumberedMessages messages() {
      return messages;
    }

    private int commandBytes(int batch) {
      return COMMAND_OVERHEAD + line.length + batch * (Integer.BYTES + messages.bodySize());
    }
  }

  /**
   * Publishes to the topics of {@code streams} in turn.
   *
   * @param okTimes notes how long each command waits; of publishers on the same thread
   */
  Publisher(Target target, List<Stream> streams, Publishing how, Times okTimes) throws IOException {
    super(target, ANSWER_BYTES, outBytes(streams, how));
    this.streams = streams;
    this.how = how;
    this.okTimes = okTimes;
    this.writtenNanos = new long[how.window()];
  }

  /** The whole window, at most {@link #WRITE_BYTES}, at least one command. */
  private static int outBytes(List<Stream> streams, Publishing how) {
    int command =
        streams.stream().mapToInt(stream -> stream.commandBytes(how.batch())).max().orElseThrow();
    long window = Math.min(WRITE_BYTES, (long) command * how.window());
    return COMMAND_BYTES_MAX + (int) Math.max(command, window);
  }

  @Override
  boolean prepared() {
    return out().position() == 0;
  }

  @Override
  void start() {
    publish();
  }

  @Override
  int received() throws IOException {
    int answers = 0;
    while (frames().advance()) {
      if (isOk()) {
        answers++;
      } else {
        expectHeartbeat();
      }
    }
    answered(answers);
    publish();
    return answers;
  }

  private void answered(int answers) {
    long now = System.nanoTime();
    for (int i = 0; i < answers; i++) {
      okTimes.record(now - writtenNanos[oldest]);
      oldest = oldest + 1 == writtenNanos.length ? 0 : oldest + 1;
    }
    waiting -= answers;
  }

  @Override
  boolean done() {
    return exhausted && waiting == 0;
  }

  private void publish() {
    long now = System.nanoTime();
    while (!exhausted && waiting < how.window()) {
      Stream stream = streams.get(next);
      if (stream.messages.exhausted()) {
        exhausted = streams.stream().allMatch(other -> other.messages.exhausted());
      } else if (out().remaining() < COMMAND_BYTES_MAX / 2 + stream.commandBytes(how.batch())) {
        return;
      } else {
        encode(out(), stream);
        writtenNanos[(oldest + waiting) % writtenNanos.length] = now;
        waiting++;
      }
      next = next + 1 == streams.size() ? 0 : next + 1;
    }
  }

  private void encode(ByteBuffer command, Stream stream) {
    NumberedMessages messages = stream.messages;
    long first = messages.take(how.batch());
    command.put(stream.line);
    if (how.batch() > 1) {
      int size = (int) (messages.next() - first);
      command.putInt(Integer.BYTES + size * (Integer.BYTES + messages.bodySize())).putInt(size);
    }
    for (long number = first; number < messages.next(); number++) {
      command.putInt(messages.bodySize());
      messages.write(command, number);
    }
  }
}
