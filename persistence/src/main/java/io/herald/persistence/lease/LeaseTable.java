package io.herald.persistence.lease;

import akka.Done;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * The two tables that all nodes share. Every change is a compare-and-set and all of them together
 * have one order. A stage that fails says nothing of whether the change was made.
 */
public interface LeaseTable {
  /**
   * Who owns a thing.
   *
   * @param epoch larger with each new owner
   * @param session of the owner; empty if it was given back
   */
  record Owner(long epoch, String session) {
    boolean isNobody() {
      return session.isEmpty();
    }
  }

  /**
   * What became of a renewal.
   *
   * @param isApplied whether it was this one that raised the renewals
   * @param renewals as they are now; −1: the session is ended
   */
  record Renewal(boolean isApplied, long renewals) {
    boolean isEnded() {
      return renewals < 0;
    }
  }

  /** Adds a session that has been renewed 0 times. */
  CompletionStage<Done> begin(String session, String node);

  /** Raises a session's renewals by one, if they are as given. */
  CompletionStage<Renewal> renew(String session, long renewals);

  /** How often each session there is has been renewed. */
  CompletionStage<Map<String, Long>> sessions();

  /** How often a session has been renewed; none: it is ended. */
  CompletionStage<OptionalLong> renewals(String session);

  /**
   * Ends a session, if it has been renewed this often.
   *
   * @return whether it is ended now
   */
  CompletionStage<Boolean> end(String session, long renewals);

  /** The owner; none if nobody has ever owned it. */
  CompletionStage<Optional<Owner>> owner(String key);

  /**
   * Changes the owner.
   *
   * @param from as {@link #owner} has just told it
   * @return whether it was still so
   */
  CompletionStage<Boolean> change(String key, Optional<Owner> from, Owner to);

  /** Removes the row, if this is still the owner. */
  CompletionStage<Boolean> forget(String key, Owner owner);
}
