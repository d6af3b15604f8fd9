package io.herald.multijvm.faults;

import static io.herald.multijvm.faults.history.Invariant.I8_FENCED;

import io.herald.client.Frame;
import io.herald.client.NsqConnection;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.ClusterShape;
import io.herald.multijvm.faults.history.Send;
import io.herald.multijvm.faults.load.Composer;
import io.herald.multijvm.faults.load.Composer.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * SIGSTOP of an owner for longer than the others take to replace it, then SIGCONT: it wakes and
 * believes that nothing has happened, and the first that it reads are publishes that came while it
 * slept. It has to notice, write and acknowledge nothing, and end; it is started again then, as a
 * supervisor would. A node with a store of its own may go on acknowledging until it ends.
 */
record Zombie(ClusterShape shape) implements Fault {
  private static final int SHORTEST_MILLIS = 15_000;
  private static final int LONGEST_MILLIS = 25_000;
  private static final int PUBLISHES = 20;
  private static final Duration END_LIMIT = Duration.ofSeconds(40);

  @Override
  public String name() {
    return "4 zombie";
  }

  @Override
  public void strike(Stage stage) throws Exception {
    ClusterNode node = stage.cluster().anyOwner(stage.random());
    try (NsqConnection connection = NsqConnection.open(node.tcp())) {
      connection.readTimeout(END_LIMIT);
      stage.during(
          "long pause of " + node,
          () -> {
            node.pause();
            stage.go(SHORTEST_MILLIS, LONGEST_MILLIS);
            List<Send> sends = publish(stage, node, connection);
            long wokeAt = System.currentTimeMillis();
            node.resume();
            note(stage, connection, sends);
            if (shape.hasCassandra()) {
              expectFenced(stage, node, wokeAt);
            }
            stage.cluster().recover();
          });
    }
    stage.go(1500, 3500);
  }

  /** Puts publishes where it finds them when it wakes. */
  private static List<Send> publish(Stage stage, ClusterNode node, NsqConnection connection)
      throws IOException {
    List<Send> sends = new ArrayList<>();
    for (int i = 0; i < PUBLISHES; i++) {
      Composer composer = stage.workload().composer(stage.workload().anyTopic());
      Command command = composer.pub(node.index());
      connection.send(command.bytes());
      sends.add(command.send());
    }
    return sends;
  }

  /** What it answers when it is awake, until it ends. */
  private static void note(Stage stage, NsqConnection connection, List<Send> sends) {
    int answered = 0;
    try {
      for (; answered < sends.size(); answered++) {
        Frame answer = connection.reply();
        if (answer.type() == Frame.ERROR) {
          stage.history().failed(sends.get(answered), answer.text());
        } else {
          stage.history().ok(sends.get(answered));
        }
      }
    } catch (IOException hasEnded) {
      for (Send send : sends.subList(answered, sends.size())) {
        stage.history().unknown(send, hasEnded.toString());
      }
    }
  }

  private static void expectFenced(Stage stage, ClusterNode node, long wokeAt) throws Exception {
    if (!node.endsWithin(END_LIMIT)) {
      stage.history().found(I8_FENCED, node + " woke and has not ended within " + END_LIMIT);
    }
    long acknowledged = stage.history().acknowledgedBy(node.index(), wokeAt);
    if (acknowledged > 0) {
      stage.history().found(I8_FENCED, node + " woke and acknowledged " + acknowledged);
    }
  }
}
