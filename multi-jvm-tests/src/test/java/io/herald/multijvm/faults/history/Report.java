package io.herald.multijvm.faults.history;

import java.time.Duration;
import java.util.List;

/**
 * What a checked history comes to.
 *
 * @param acknowledged messages with OK
 * @param failed messages whose publish got an error frame
 * @param unknown messages whose publish got no answer
 * @param consumed different messages received, summed over channels
 * @param duplicates deliveries of messages for which FIN had been sent
 * @param longestGap longest time between two OKs of a topic
 * @param residentBytes most memory of a node
 * @param violations what must not be, each with the number of its invariant
 */
public record Report(
    long acknowledged,
    long failed,
    long unknown,
    long consumed,
    long duplicates,
    Duration longestGap,
    long residentBytes,
    List<String> violations) {
  public Report {
    violations = List.copyOf(violations);
  }
}
