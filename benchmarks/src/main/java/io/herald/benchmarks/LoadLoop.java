package io.herald.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/**
 * Many connections on one thread: a thread for each would keep the machine busy with each other,
 * and the figure would be theirs. It gives up when nothing has moved for 30 seconds, so a lost
 * message ends a run.
 */
final class LoadLoop implements Callable<Void>, AutoCloseable {
  private static final long LOOK_MILLIS = 1000;

  /** Seconds, but counted by looking: the time that this process was stopped does not count. */
  private static final int QUIET_LOOKS_MAX = 30;

  private final Selector selector = Selector.open();
  private final List<? extends LoadConnection> connections;
  private Predicate<LoadConnection> goal = LoadConnection::prepared;
  private int onTheWay;
  private int quietLooks;

  /** Takes over connections and returns when all are prepared. */
  LoadLoop(List<? extends LoadConnection> connections) throws IOException {
    this.connections = connections;
    for (LoadConnection connection : connections) {
      connection.register(selector);
    }
    run();
  }

  /** Starts all and runs until all are done. */
  @Override
  public Void call() throws IOException {
    goal = LoadConnection::done;
    for (LoadConnection connection : connections) {
      connection.start();
      connection.flush();
    }
    run();
    return null;
  }

  private void run() throws IOException {
    onTheWay = (int) connections.stream().filter(goal.negate()).count();
    quietLooks = 0;
    while (onTheWay > 0) {
      try {
        if (selector.select(this::turn, LOOK_MILLIS) == 0) {
          quietLooks++;
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      if (quietLooks > QUIET_LOOKS_MAX) {
        throw new IOException(
            "nothing for 30 seconds; " + onTheWay + " connections still wait for something");
      }
    }
  }

  private void turn(SelectionKey key) {
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      boolean before = goal.test(connection);
      if (connection.turn() > 0) {
        quietLooks = 0;
      }
      if (!before && goal.test(connection)) {
        onTheWay--;
      }
      if (connection.done()) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (LoadConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
