package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A topic as {@link Topics} sees it, with those who wait for it.
 *
 * <pre>
 * OPENING ◄──► OPEN ──delete──► CLOSING ──► (removed; who waits begins anew)
 * </pre>
 */
final class TopicEntry {
  private enum Phase {
    OPENING,
    OPEN,
    CLOSING
  }

  private record Waiting(Runnable onOpen, Consumer<String> onRefused, Runnable onClosed) {}

  private final ActorRef<Topic.Command> actor;
  private List<Waiting> waiting = new ArrayList<>();
  private Phase phase = Phase.OPENING;
  private int partitions;

  TopicEntry(ActorRef<Topic.Command> actor) {
    this.actor = actor;
  }

  boolean isRunBy(ActorRef<Topic.Command> topic) {
    return actor.equals(topic);
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  boolean isClosing() {
    return phase == Phase.CLOSING;
  }

  void tell(Topic.Command command) {
    actor.tell(command);
  }

  /**
   * Runs one of three, once.
   *
   * @param onOpen when the topic is open
   * @param onRefused when it cannot be opened
   * @param onClosed when it is gone
   */
  void whenOpen(Runnable onOpen, Consumer<String> onRefused, Runnable onClosed) {
    if (phase == Phase.OPEN) {
      onOpen.run();
    } else {
      waiting.add(new Waiting(onOpen, onRefused, onClosed));
    }
  }

  void opened() {
    if (phase == Phase.OPENING) {
      phase = Phase.OPEN;
      takeWaiting().forEach(each -> each.onOpen().run());
    }
  }

  /** Takes down how many partitions there are; answers whether there were fewer before. */
  boolean hasGrownTo(int count) {
    boolean hasGrown = partitions != 0 && count > partitions;
    partitions = Math.max(partitions, count);
    return hasGrown;
  }

  /** It cannot be used for the moment; who comes now waits. */
  void reopening() {
    if (phase == Phase.OPEN) {
      phase = Phase.OPENING;
    }
  }

  /** Who waits for the end of a deletion waits on. */
  void refuse(String reason) {
    if (phase == Phase.OPENING) {
      takeWaiting().forEach(each -> each.onRefused().accept(reason));
    }
  }

  void closing(Runnable onClosed) {
    phase = Phase.CLOSING;
    waiting.add(new Waiting(() -> {}, reason -> {}, onClosed));
  }

  void closed() {
    takeWaiting().forEach(each -> each.onClosed().run());
  }

  private List<Waiting> takeWaiting() {
    List<Waiting> taken = waiting;
    waiting = new ArrayList<>();
    return taken;
  }
}
