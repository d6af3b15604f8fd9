package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I7_BALANCED;

import io.herald.multijvm.faults.history.Books.Account;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** I7: at the end nothing is left, and topics count exactly what is stored. */
final class Balance {
  private Balance() {}

  static void check(History history, Books books, Violations violations) {
    for (Account account : books.accounts()) {
      if (account.left() != 0) {
        violations.add(I7_BALANCED, "not empty at the end: " + account);
      }
    }
    if (!books.areComplete()) {
      return;
    }
    Set<String> topics = new TreeSet<>();
    history.sends().forEach(send -> topics.add(send.topic()));
    for (String topic : topics) {
      long counted =
          books.accounts().stream()
              .filter(account -> account.isTopic() && account.topic().equals(topic))
              .mapToLong(Account::messageCount)
              .sum();
      long stored = stored(history, topic);
      if (counted != stored) {
        violations.add(I7_BALANCED, topic + " counts " + counted + ", stored are " + stored);
      }
    }
  }

  /** Messages that were acknowledged, and those without an OK that came all the same. */
  private static long stored(History history, String topic) {
    Set<Long> stored = new HashSet<>();
    for (ChannelHistory channel : history.channels()) {
      if (channel.key().topic().equals(topic)) {
        stored.addAll(channel.receipts().keySet());
      }
    }
    for (Send send : history.sends()) {
      for (long id = send.firstId(); send.isAcknowledged() && id < send.endId(); id++) {
        if (send.topic().equals(topic)) {
          stored.add(id);
        }
      }
    }
    return stored.size();
  }
}
