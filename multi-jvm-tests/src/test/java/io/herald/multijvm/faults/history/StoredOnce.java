package io.herald.multijvm.faults.history;

import static io.herald.multijvm.faults.history.Invariant.I12_ATOMIC;
import static io.herald.multijvm.faults.history.Invariant.I1_KEPT;
import static io.herald.multijvm.faults.history.Invariant.I2_EXPECTED;

import java.util.List;

/** I1, I2 and I12: acknowledged means stored, and stored means once and whole. */
final class StoredOnce {
  private StoredOnce() {}

  static void check(History history, Violations violations) {
    history.strangers().forEach(stranger -> violations.add(I2_EXPECTED, stranger));
    for (ChannelHistory channel : history.channels()) {
      for (Send send : history.sends()) {
        if (channel.isOwed(send)) {
          checkWhole(send, channel, violations);
        }
      }
      channel.receipts().values().forEach(same -> checkOnce(same, channel, violations));
    }
  }

  private static void checkWhole(Send send, ChannelHistory channel, Violations violations) {
    int received = 0;
    for (long id = send.firstId(); id < send.endId(); id++) {
      if (channel.has(id)) {
        received++;
      } else if (send.isAcknowledged()) {
        violations.add(
            I1_KEPT, StampedMessage.text(id) + " never came to " + channel.key() + ": " + send);
      }
    }
    if (!send.isAcknowledged() && received > 0 && received < send.count()) {
      violations.add(
          I12_ATOMIC, received + " of " + send.count() + " came to " + channel.key() + ": " + send);
    }
  }

  private static void checkOnce(List<Receipt> same, ChannelHistory channel, Violations violations) {
    List<String> ids = same.stream().map(Receipt::messageId).distinct().toList();
    if (ids.size() > 1) {
      violations.add(I12_ATOMIC, "stored as " + ids + " in " + channel.key() + ": " + same.get(0));
    }
  }
}
