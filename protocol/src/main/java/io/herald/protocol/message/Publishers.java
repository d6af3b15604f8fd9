package io.herald.protocol.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses the messages of a batch came from, as runs: messages of one address that follow
 * each other are one. Immutable.
 */
public final class Publishers {
  /** Nothing is known of any message. */
  public static final Publishers UNKNOWN = new Publishers(List.of(), new int[0]);

  private final List<String> addresses; // one for each run
  private final int[] ends; // of the runs, counted from the first message of the batch

  private Publishers(List<String> addresses, int[] ends) {
    this.addresses = addresses;
    this.ends = ends;
  }

  /** Puts runs together, in the order of the messages. */
  public static final class Builder {
    private final List<String> addresses = new ArrayList<>(1);
    private int[] ends = new int[1];
    private boolean isAnyKnown;

    /**
     * So many messages more from this address.
     *
     * @param address empty = unknown
     * @param count at least 1
     */
    public void add(String address, int count) {
      int runs = addresses.size();
      int end = (runs == 0 ? 0 : ends[runs - 1]) + count;
      if (runs > 0 && addresses.get(runs - 1).equals(address)) {
        ends[runs - 1] = end;
        return;
      }
      if (runs == ends.length) {
        ends = Arrays.copyOf(ends, 2 * runs);
      }
      addresses.add(address);
      ends[runs] = end;
      isAnyKnown |= !address.isEmpty();
    }

    /** What has been put together; the builder must not be used any more. */
    public Publishers build() {
      return isAnyKnown ? new Publishers(addresses, ends) : UNKNOWN;
    }
  }

  /** How many runs there are; 0 if nothing is known. */
  public int runCount() {
    return addresses.size();
  }

  /** The address of run {@code n}; empty = unknown. */
  public String address(int n) {
    return addresses.get(n);
  }

  /** How many messages run {@code n} has. */
  public int messages(int n) {
    return ends[n] - (n == 0 ? 0 : ends[n - 1]);
  }

  /** The address of the message with this index in the batch; empty = unknown. */
  public String of(int index) {
    for (int n = 0; n < addresses.size(); n++) {
      if (index < ends[n]) {
        return addresses.get(n);
      }
    }
    return "";
  }

  /** The same without the first {@code passed} messages. */
  Publishers from(int passed) {
    Builder rest = new Builder();
    for (int n = 0; n < addresses.size(); n++) {
      if (ends[n] > passed) {
        rest.add(address(n), Math.min(messages(n), ends[n] - passed));
      }
    }
    return rest.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Publishers that
        && addresses.equals(that.addresses)
        && Arrays.equals(ends, 0, addresses.size(), that.ends, 0, that.addresses.size());
  }

  @Override
  public int hashCode() {
    return addresses.hashCode();
  }
}
