package io.herald.broker.topic;

import akka.actor.typed.ActorRef;
import io.herald.persistence.lease.Ownership;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * The owner's side of an {@link EventKeeper}: the state as it is stored, and the events that wait
 * for their turn to be written.
 */
public final class KeptState<E, S> {
  private final ActorRef<EventKeeper.Command<E>> keeper;
  private final Queue<Write<E>> writes = new ArrayDeque<>();
  private final Ownership ownership;
  private S state;

  /**
   * One change and what comes of it.
   *
   * @param onKept runs when it is stored
   * @param onFailed runs when it is not known to be stored
   */
  private record Write<E>(List<E> events, Runnable onKept, Runnable onFailed) {}

  /**
   * The owner's side.
   *
   * @param ownership what makes a stored event count; without it another node may have stored
   *     something else meanwhile
   */
  public KeptState(ActorRef<EventKeeper.Command<E>> keeper, Ownership ownership) {
    this.keeper = keeper;
    this.ownership = ownership;
    keeper.tell(new EventKeeper.Own<>(ownership));
  }

  /** The newest stored state; null until it has been recovered. */
  public S state() {
    return state;
  }

  /** Whether something is being stored, or waits for that. */
  public boolean isWriting() {
    return !writes.isEmpty();
  }

  /**
   * Stores events behind those that wait.
   *
   * @param onKept runs when they are stored
   * @param onFailed runs when they are not known to be stored
   */
  public void persist(List<E> events, Runnable onKept, Runnable onFailed) {
    writes.add(new Write<>(events, onKept, onFailed));
    if (writes.size() == 1) {
      writeNext();
    }
  }

  /** Nothing is written that is known to be worth nothing; what comes of it is looked at again. */
  private void writeNext() {
    LeaseLostException.check(ownership);
    keeper.tell(new EventKeeper.Persist<>(writes.element().events()));
  }

  /** Takes what the keeper says; answers whether it was the first recovery. */
  public boolean replied(EventKeeper.Reply<S> reply) {
    if (reply instanceof EventKeeper.Recovered<S> recovered) {
      boolean isFirst = state == null;
      state = recovered.state();
      return isFirst;
    }
    Write<E> done = writes.element(); // stays until its callback has run, which may add others
    if (reply instanceof EventKeeper.Kept<S> kept) {
      LeaseLostException.check(ownership);
      state = kept.state();
      done.onKept().run();
    } else {
      done.onFailed().run();
    }
    writes.remove();
    if (!writes.isEmpty()) {
      writeNext();
    }
    return false;
  }

  void stopKeeper() {
    keeper.tell(new EventKeeper.Stop<>());
  }
}
