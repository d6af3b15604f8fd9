package io.herald.persistence.lease;

import akka.Done;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases over two tables that all nodes share. A node has one session, which it renews; what it
 * owns refers to the session, so that nothing is written per thing that is owned. Knows neither
 * Cassandra nor a clock.
 *
 * <pre>
 * acquire: read owner ─┬─ nobody, released, ended session ──────────────► change owner ─► owned
 *      ▲               └─ a session ─► watch it ─ silent ─► end it ─┘          │
 *      └────────────────────────────────── a moment later ◄────────── it had changed
 * </pre>
 */
public final class TableLeases implements Leases {
  private static final Logger LOG = LoggerFactory.getLogger(TableLeases.class);
  private static final int RENEWALS_PER_LEASE = 4;
  private static final int LOOKS_PER_LEASE = 8;

  private final LeaseTable table;
  private final LeaseTime time;
  private final Duration lease;
  private final String node;
  private final Supplier<String> sessionIds;
  private final Map<String, SessionWatch> watches = new HashMap<>();
  private final Map<String, HeldLease> held = new HashMap<>();

  private LeaseSession session; // null until the first has begun
  private boolean isClosed;
  private boolean isFailing;

  /**
   * Leases of one node.
   *
   * @param lease how long a session is valid after a renewal; the same on all nodes
   * @param node its name, for people
   * @param sessionIds new ones, never given before by any node
   */
  public TableLeases(
      LeaseTable table, LeaseTime time, Duration lease, String node, Supplier<String> sessionIds) {
    this.table = table;
    this.time = time;
    this.lease = lease;
    this.node = node;
    this.sessionIds = sessionIds;
  }

  /** Begins the first session, and goes on renewing. */
  public void start() {
    time.execute(this::begin);
  }

  /**
   * Ends the session, so that others need not wait. Nothing may be written any more.
   *
   * @return completes when others can know, or cannot be told
   */
  public CompletionStage<Done> close() {
    CompletableFuture<Done> closed = new CompletableFuture<>();
    time.execute(
        () -> {
          isClosed = true;
          if (session == null || session.isEnded()) {
            closed.complete(Done.getInstance());
            return;
          }
          session.ended();
          answered(
              () -> table.end(session.id(), session.renewals()),
              (done, failure) -> closed.complete(Done.getInstance()));
        });
    return closed;
  }

  @Override
  public CompletionStage<Ownership> acquire(String key) {
    Acquisition acquired = new Acquisition();
    time.execute(() -> look(key, acquired));
    return acquired;
  }

  @Override
  public CompletionStage<Done> release(String key, Ownership ownership) {
    HeldLease owned = (HeldLease) ownership;
    owned.giveBack();
    CompletableFuture<Done> released = new CompletableFuture<>();
    time.execute(() -> give(key, owned, released));
    return released;
  }

  @Override
  public CompletionStage<Done> forget(String key) {
    CompletableFuture<Done> forgotten = new CompletableFuture<>();
    time.execute(
        () ->
            answered(
                () ->
                    table
                        .owner(key)
                        .thenCompose(
                            owner ->
                                owner.isEmpty()
                                    ? CompletableFuture.completedFuture(true)
                                    : table.forget(key, owner.get())),
                (done, failure) -> finish(forgotten, failure)));
    return forgotten;
  }

  private void begin() {
    if (isClosed) {
      return;
    }
    String id = sessionIds.get();
    long sentAt = time.nanoTime();
    answered(
        () -> table.begin(id, node),
        (done, failure) -> {
          if (failure != null) {
            hasFailed("no session could be begun", failure);
            time.after(lease.dividedBy(RENEWALS_PER_LEASE), this::begin);
          } else if (!isClosed) {
            session = new LeaseSession(id, lease, sentAt);
            hasAnswered();
            renewLater(sentAt);
          }
        });
  }

  private void renewLater(long lastSentAt) {
    Duration passed = Duration.ofNanos(time.nanoTime() - lastSentAt);
    Duration wait = lease.dividedBy(RENEWALS_PER_LEASE).minus(passed);
    time.after(wait.isNegative() ? Duration.ZERO : wait, this::renew);
  }

  private void renew() {
    if (isClosed) {
      return;
    }
    long sentAt = time.nanoTime();
    answered(
        () -> table.renew(session.id(), session.renewals()),
        (renewal, failure) -> {
          if (failure == null) {
            onRenewed(renewal, sentAt);
          } else if (!isClosed) {
            hasFailed("the session could not be renewed", failure);
            renewLater(sentAt);
          }
        });
  }

  /** One line for all the attempts while the table is away. */
  private void hasFailed(String what, Throwable failure) {
    if (!isFailing) {
      isFailing = true;
      LOG.warn("leases: {}, trying again until it can: {}", what, failure.getMessage());
    }
  }

  private void hasAnswered() {
    if (isFailing) {
      isFailing = false;
      LOG.info("leases: the session is renewed again");
    }
  }

  private void onRenewed(LeaseTable.Renewal renewal, long sentAt) {
    if (isClosed) {
      return;
    }
    hasAnswered();
    if (renewal.isEnded()) {
      session.ended();
      LOG.warn(
          "leases: this node was silent for too long and another has ended its session: {} topics"
              + " and partitions begin anew",
          held.size());
      List<HeldLease> lost = List.copyOf(held.values());
      held.clear();
      begin();
      lost.forEach(HeldLease::lost);
      return;
    }
    session.renewed(renewal, sentAt);
    if (renewal.isApplied()) {
      lookAtOthers();
      renewLater(sentAt);
    } else {
      renew(); // at once: how often the session was renewed is known again only now
    }
  }

  /** So that the silence of a node is known by the time that what it owned is asked for. */
  private void lookAtOthers() {
    answered(
        () -> table.sessions(),
        (all, failure) -> {
          if (failure == null) {
            watches.keySet().retainAll(all.keySet());
            all.forEach(this::lookAtOther);
          }
        });
  }

  private void lookAtOther(String id, long renewals) {
    SessionWatch watch = watchOf(id);
    if (watch.isSilent(renewals, time.nanoTime())
        && watch.isAbandoned()
        && !id.equals(session.id())) {
      answered(
          () -> table.end(id, renewals),
          (ended, failure) -> {
            if (failure == null && ended && watches.remove(id) != null) {
              LOG.info("leases: session {} of a node that is gone is ended", id);
            }
          });
    }
  }

  private SessionWatch watchOf(String id) {
    return watches.computeIfAbsent(id, watched -> new SessionWatch(lease));
  }

  private void look(String key, Acquisition acquired) {
    if (acquired.isCancelled()) {
      giveUp(key, acquired);
      return;
    }
    if (isClosed || session == null || !session.isValidAt(time.nanoTime())) {
      lookLater(key, acquired); // nothing could be taken, and the table may be away
      return;
    }
    answered(
        () -> table.owner(key),
        (owner, failure) -> {
          if (failure != null) {
            lookLater(key, acquired);
          } else if (owner.isEmpty()
              || owner.get().isNobody()
              || owner.get().session().equals(session.id())) {
            take(key, owner, acquired);
          } else {
            watch(key, owner.get(), acquired);
          }
        });
  }

  private void lookLater(String key, Acquisition acquired) {
    if (isClosed) {
      return; // the node ends: nobody waits for it any more
    }
    time.after(lease.dividedBy(LOOKS_PER_LEASE), () -> look(key, acquired));
  }

  private void take(String key, Optional<LeaseTable.Owner> from, Acquisition acquired) {
    LeaseSession mine = session;
    // one that was forgotten has had smaller epochs than this, unless it changed hands every
    // millisecond
    long epoch = from.map(owner -> owner.epoch() + 1).orElseGet(time::wallMillis);
    answered(
        () -> table.change(key, from, new LeaseTable.Owner(epoch, mine.id())),
        (changed, failure) -> {
          HeldLease taken = new HeldLease(time, mine, epoch);
          acquired.maybeTaken = taken;
          if (failure == null && changed && taken.isValid()) {
            HeldLease before = held.put(key, taken);
            if (before != null) {
              before.giveBack(); // the same node, but a new owner
            }
            if (!acquired.complete(taken)) {
              giveUp(key, acquired);
            }
          } else {
            lookLater(key, acquired);
          }
        });
  }

  /** Nobody wants it any more; what has been taken, or may have been, goes back. */
  private void giveUp(String key, Acquisition acquired) {
    if (acquired.maybeTaken != null) {
      acquired.maybeTaken.giveBack();
      give(key, acquired.maybeTaken, new CompletableFuture<>());
    }
  }

  /** Looks how the owner's session is; several things of one owner share what is known of it. */
  private void watch(String key, LeaseTable.Owner owner, Acquisition acquired) {
    answered(
        () -> table.renewals(owner.session()),
        (renewals, failure) -> {
          if (failure != null) {
            lookLater(key, acquired);
          } else if (renewals.isEmpty()) {
            watches.remove(owner.session());
            take(key, Optional.of(owner), acquired);
          } else if (watchOf(owner.session()).isSilent(renewals.getAsLong(), time.nanoTime())) {
            endOther(key, owner, renewals.getAsLong(), acquired);
          } else {
            lookLater(key, acquired);
          }
        });
  }

  private void endOther(String key, LeaseTable.Owner owner, long renewals, Acquisition acquired) {
    answered(
        () -> table.end(owner.session(), renewals),
        (ended, failure) -> {
          if (failure == null && ended) {
            LOG.warn("leases: session {} was silent for too long and is ended", owner.session());
            watches.remove(owner.session());
            take(key, Optional.of(owner), acquired);
          } else {
            lookLater(key, acquired);
          }
        });
  }

  /** Goes on trying: as long as this node lives, no other could take it. */
  private void give(String key, HeldLease owned, CompletableFuture<Done> released) {
    held.remove(key, owned);
    LeaseTable.Owner mine = new LeaseTable.Owner(owned.epoch(), owned.session().id());
    answered(
        () -> table.change(key, Optional.of(mine), new LeaseTable.Owner(owned.epoch(), "")),
        (done, failure) -> {
          if (failure == null || isClosed || owned.session().isEnded()) {
            finish(released, failure);
          } else {
            time.after(lease.dividedBy(LOOKS_PER_LEASE), () -> give(key, owned, released));
          }
        });
  }

  private static void finish(CompletableFuture<Done> stage, Throwable failure) {
    if (failure == null) {
      stage.complete(Done.getInstance());
    } else {
      stage.completeExceptionally(failure);
    }
  }

  /** What to do with an answer of the table, or its failure; on the lease thread. */
  private interface OnAnswer<T> {
    void then(T answer, Throwable failure);
  }

  /** A request that cannot even be made has failed like any other. */
  private <T> void answered(Supplier<CompletionStage<T>> request, OnAnswer<T> next) {
    CompletionStage<T> stage;
    try {
      stage = request.get();
    } catch (RuntimeException failure) {
      stage = CompletableFuture.failedFuture(failure);
    }
    CompletionStage<T> unused = stage.whenCompleteAsync(next::then, time);
  }

  /** What somebody waits for, until he cancels it. */
  private static final class Acquisition extends CompletableFuture<Ownership> {
    /** The newest change of owner whose answer was good or was lost; null before the first. */
    HeldLease maybeTaken;
  }
}
