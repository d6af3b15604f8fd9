package io.herald.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One of the connections of a {@link PacedLoad}: its thread hears the answers, the load's own
 * thread publishes when a message is due.
 */
final class PacedPublisher extends LoadConnection {
  private static final int ANSWER_BYTES = 1024;

  private final int index;
  private final PacedLoad load;
  private long answered;

  /** Connection {@code index} publishes every message whose number is that, modulo connections. */
  PacedPublisher(Target target, PacedLoad load, int index) throws IOException {
    super(target, ANSWER_BYTES, COMMAND_BYTES_MAX);
    this.index = index;
    this.load = load;
  }

  @Override
  boolean prepared() {
    return out().position() == 0;
  }

  @Override
  void start() {}

  /** Writes one command whole; called by the publishing thread. */
  void publish(ByteBuffer command) throws IOException {
    while (command.hasRemaining()) {
      if (channel().write(command) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Override
  int received() throws IOException {
    int count = 0;
    while (frames().advance()) {
      if (isOk()) {
        load.acknowledged(index + answered * load.connections());
        answered++;
        count++;
      } else {
        expectHeartbeat();
      }
    }
    return count;
  }

  @Override
  boolean done() {
    return answered == load.messagesOf(index);
  }
}
