package io.herald.multijvm.faults.history;

import java.util.List;

/**
 * What the nodes say when all is quiet.
 *
 * @param accounts one for each node and topic, and one for each node, topic and channel
 * @param areComplete false if a node was started during the round: counters begin with the process
 */
public record Books(List<Account> accounts, boolean areComplete) {
  public Books {
    accounts = List.copyOf(accounts);
  }

  /**
   * Counters of a topic, or of a channel.
   *
   * @param channel empty for the topic itself
   */
  public record Account(
      String node,
      String topic,
      String channel,
      long depth,
      long inFlight,
      long deferred,
      long messageCount) {
    /** What is not finished yet. */
    public long left() {
      return depth + inFlight + deferred;
    }

    boolean isTopic() {
      return channel.isEmpty();
    }
  }

  /** Messages that are not finished yet, on all nodes. */
  public long left() {
    return accounts.stream().mapToLong(Account::left).sum();
  }
}
