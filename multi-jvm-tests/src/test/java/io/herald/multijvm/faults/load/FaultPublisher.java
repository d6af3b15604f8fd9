package io.herald.multijvm.faults.load;

import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.history.History;
import io.herald.multijvm.faults.history.Send;
import io.herald.multijvm.faults.load.Composer.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Publishes windows of pipelined commands until it is stopped. It moves from node to node every few
 * seconds, and to another one at once when its connection fails. Nothing is sent twice: what has no
 * answer stays unknown.
 */
final class FaultPublisher implements Runnable {
  private static final int WINDOW = 10;
  private static final int WINDOWS_PER_CONNECTION = 200;
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(20);

  private final Supplier<List<ClusterNode>> nodes;
  private final Composer composer;
  private final History history;
  private final Pace pace;
  private final Random random;
  private ClusterNode node;
  private int failuresInARow;
  private volatile int mostFailuresInARow;
  private volatile boolean stopped;

  /**
   * @param nodes where it may connect
   * @param pace how much it sends
   */
  FaultPublisher(
      Supplier<List<ClusterNode>> nodes,
      Composer composer,
      History history,
      Pace pace,
      Random random) {
    this.nodes = nodes;
    this.composer = composer;
    this.history = history;
    this.pace = pace;
    this.random = random;
  }

  void stop() {
    stopped = true;
  }

  /** How many attempts to connect or to publish have failed with no success between them. */
  int mostFailuresInARow() {
    return mostFailuresInARow;
  }

  @Override
  public void run() {
    while (!stopped) {
      node = another();
      try (NsqConnection connection = NsqConnection.open(node.tcp())) {
        connection.readTimeout(ANSWER_LIMIT);
        for (int i = 0; i < WINDOWS_PER_CONNECTION && !stopped; i++) {
          publishWindow(connection);
          failuresInARow = 0;
        }
      } catch (IOException e) {
        failuresInARow++;
        mostFailuresInARow = Math.max(mostFailuresInARow, failuresInARow);
        LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
      }
    }
  }

  /** Any node but the last one, if there are several. */
  private ClusterNode another() {
    List<ClusterNode> others = new ArrayList<>(nodes.get());
    if (others.size() > 1) {
      others.remove(node);
    }
    return others.get(random.nextInt(others.size()));
  }

  private void publishWindow(NsqConnection connection) throws IOException {
    List<Send> window = new ArrayList<>();
    ByteArrayOutputStream commands = new ByteArrayOutputStream();
    int messages = 0;
    for (int i = 0; i < WINDOW; i++) {
      Command command = composer.any(node.index());
      window.add(command.send());
      messages += command.send().count();
      commands.writeBytes(command.bytes());
    }
    int answered = 0;
    try {
      connection.send(commands.toByteArray());
      for (; answered < window.size(); answered++) {
        note(connection.reply(), window.get(answered));
      }
    } catch (IOException e) {
      for (Send send : window.subList(answered, window.size())) {
        history.unknown(send, e.toString());
      }
      throw e;
    }
    pace.spend(messages);
  }

  private void note(Frame answer, Send send) throws IOException {
    if (answer.type() == Frame.RESPONSE && answer.text().equals("OK")) {
      history.ok(send);
    } else if (answer.type() == Frame.ERROR) {
      history.failed(send, answer.text());
    } else {
      throw new IOException("neither OK nor an error: " + answer);
    }
  }
}
