package io.herald.broker.inspect;

import java.util.List;

/**
 * Something that does not add up.
 *
 * @param what in words
 * @param messages how many it is about; 0 if only numbers differ
 * @param ranges where they are; the first {@value #RANGES_MAX}
 */
public record BookDifference(String what, long messages, List<Range> ranges) {
  static final int RANGES_MAX = 100;

  /**
   * Neighbouring offsets.
   *
   * @param first the first
   * @param last the last
   */
  public record Range(long first, long last) {}
}
