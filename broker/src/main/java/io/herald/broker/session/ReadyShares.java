package io.herald.broker.session;

import java.util.ArrayList;
import java.util.List;

/**
 * Shares a connection's ready count (RDY) out among the partitions it consumes from, so that it
 * never has more in flight over all of them than it asked for. One partition gets the whole.
 *
 * <p>What a partition may have in flight is its <em>bound</em>: the ready count it was given, and,
 * after that was lowered, what it may have sent before it heard of it. The bounds together never
 * exceed the ready count; so a share is lowered first, and what it leaves is given to others when
 * the channel has answered how much is in flight there. The channel counts, not the connection,
 * which is not told of time-outs.
 *
 * <pre>
 *   connection                         channel
 *       │ ──── RDY 5, to be answered ────► │  (had 50)
 *       │ ◄─── Deliver … ───────────────── │  sent before
 *       │ ◄─── 7 in flight, more waits ─── │  bound: 7, and 5 when two more are finished
 * </pre>
 *
 * <p>At first all shares are equal. They move to the partitions where messages wait for room: these
 * divide between them what remains when all others have kept one. If there are more partitions than
 * messages the client wants, others keep none, and those where messages wait take turns.
 *
 * <p>Knows no time: a turn is as long as its owner says. Not safe for threads.
 */
public final class ReadyShares {
  /** So many turns without an answer, and it is asked for again. */
  private static final int PATIENCE_TURNS = 100;

  private final Output output;
  private final List<Share> shares = new ArrayList<>();
  private int readyCount;
  private int wanting;
  private int first; // who is served first where not all can be

  /** Where ready counts go. */
  @FunctionalInterface
  public interface Output {
    /**
     * Tells a partition's channel its ready count; {@link #readySet} follows if it is to answer.
     */
    void ready(int partition, int count, boolean toBeAnswered);
  }

  private static final class Share {
    final int partition;
    int target; // what it is to have
    int given; // what it was told last
    int bound; // what may be in flight at most
    int inFlight; // as it has said last
    int unanswered;
    int turnsUnanswered;
    boolean isAsked; // once, or it would not say that messages wait
    boolean wants; // messages wait there for room
    boolean isSated; // no more, as it has said since
    boolean isTouched; // there were deliveries or answers of the client since it was asked last

    Share(int partition) {
      this.partition = partition;
    }

    boolean isDraining() {
      return bound > given;
    }
  }

  public ReadyShares(Output output) {
    this.output = output;
  }

  /** A partition, which has not been told any ready count yet. */
  public void join(int partition) {
    shares.add(new Share(partition));
    shareOut();
    apply();
  }

  /** A partition is gone with all that was in flight there. */
  public void leave(int partition) {
    Share gone = find(partition);
    if (gone != null) {
      shares.remove(gone);
      wanting -= gone.wants ? 1 : 0;
      first = 0;
      shareOut();
      apply();
    }
  }

  /** RDY. */
  public void ready(int count) {
    readyCount = count;
    if (shares.size() == 1) {
      tellOnly(shares.get(0));
    } else {
      shareOut();
      apply();
    }
  }

  /** Messages have come from the partition. */
  public void delivered(int partition) {
    if (shares.size() > 1) {
      touch(partition);
    }
  }

  /** The client says something of the partition's messages, which is about to be sent. */
  public void settling(int partition) {
    if (shares.size() > 1) {
      Share share = touch(partition);
      if (share != null && share.isDraining() && share.unanswered == 0) {
        tell(share, share.given);
      }
    }
  }

  private Share touch(int partition) {
    Share share = find(partition);
    if (share != null) {
      share.isTouched = true;
    }
    return share;
  }

  /**
   * A channel's answer.
   *
   * @param inFlight how much is in flight there
   * @param moreWaits whether messages wait there for room
   */
  public void readySet(int partition, int inFlight, boolean moreWaits) {
    Share share = find(partition);
    if (share == null || share.unanswered == 0) {
      return;
    }
    share.unanswered--;
    share.turnsUnanswered = 0;
    if (share.unanswered > 0 || shares.size() == 1) {
      return; // it has been told something else since
    }
    share.inFlight = inFlight;
    share.bound = Math.max(share.given, inFlight);
    if (moreWaits) {
      want(share);
    } else {
      sate(share);
    }
    apply();
  }

  /** Messages have begun to wait for room. */
  public void moreWaits(int partition) {
    Share share = find(partition);
    if (share != null) {
      want(share);
      apply();
    }
  }

  private void want(Share share) {
    share.isSated = false;
    if (!share.wants) {
      share.wants = true;
      wanting++;
      shareOut();
    }
  }

  /** Where everybody has some, shares move at the next turn only, or they would flutter. */
  private void sate(Share share) {
    share.isSated = true;
    if (share.wants && isScarce()) {
      if (share.target > 0) {
        first = (shares.indexOf(share) + 1) % shares.size();
      }
      unwant(share);
      shareOut();
    }
  }

  private void unwant(Share share) {
    share.wants = false;
    wanting--;
  }

  /** Whether {@link #turn} is to be called when the current turn is over. */
  public boolean needsTurn() {
    return shares.size() > 1 && readyCount > 0 && (wanting > 0 || isShort());
  }

  private boolean isShort() {
    for (Share share : shares) {
      if (share.given < share.target) {
        return true;
      }
    }
    return false;
  }

  /** A turn is over. */
  public void turn() {
    if (shares.size() < 2) {
      return;
    }
    for (Share share : shares) {
      if (share.wants && share.isSated) {
        unwant(share);
      }
    }
    if (wanting > readyCount) {
      passOn();
    }
    if (wanting > 0) {
      shareOut();
    }
    apply();
    shares.forEach(this::askAgain);
  }

  /** The next in order begin. */
  private void passOn() {
    int served = 0;
    for (int n = 0; n < shares.size(); n++) {
      if (at(n).wants && served++ == readyCount) {
        first = (first + n) % shares.size();
        return;
      }
    }
  }

  /** Asks how things stand, where they may have changed. */
  private void askAgain(Share share) {
    if (share.unanswered > 0) {
      if (++share.turnsUnanswered < PATIENCE_TURNS) {
        return;
      }
      share.unanswered = 0;
      tell(share, share.given);
    } else if (share.isDraining()
        || (share.wants && (share.isTouched || share.inFlight < share.given))) {
      tell(share, share.given);
    }
  }

  private boolean isScarce() {
    return readyCount < shares.size();
  }

  /** Says who is to have how much. */
  private void shareOut() {
    int count = shares.size();
    if (count == 0) {
      return;
    }
    int least = isScarce() ? 0 : 1;
    int takers = wanting == 0 ? count : wanting;
    int rest = readyCount - least * count;
    int odd = rest % takers;
    for (int n = 0; n < count; n++) {
      Share share = at(n);
      share.target = least;
      if (share.wants || wanting == 0) {
        share.target += rest / takers + (odd > 0 ? 1 : 0);
        odd--;
      }
    }
  }

  private Share at(int n) {
    return shares.get((first + n) % shares.size());
  }

  /** Takes at once, and gives as far as there is room. */
  private void apply() {
    if (shares.size() == 1) {
      if (shares.get(0).given != readyCount) {
        tellOnly(shares.get(0));
      }
      return;
    }
    int free = readyCount;
    for (Share share : shares) {
      if (share.given > share.target) {
        tell(share, share.target);
      }
      free -= share.bound;
    }
    for (int n = 0; n < shares.size(); n++) {
      Share share = at(n);
      int count = free < 0 ? 0 : Math.min(share.target, share.bound + free);
      if (count > share.given) {
        free -= Math.max(0, count - share.bound);
        share.bound = Math.max(share.bound, count);
        tell(share, count);
      } else if (!share.isAsked) {
        tell(share, share.given);
      }
    }
  }

  private void tell(Share share, int count) {
    share.given = count;
    share.isAsked = true;
    share.isTouched = false;
    share.unanswered++;
    output.ready(share.partition, count, true);
  }

  private void tellOnly(Share only) {
    only.target = readyCount;
    only.given = readyCount;
    only.bound = Math.max(only.bound, readyCount);
    only.isAsked = false;
    output.ready(only.partition, readyCount, false);
  }

  private Share find(int partition) {
    for (Share share : shares) {
      if (share.partition == partition) {
        return share;
      }
    }
    return null;
  }
}
