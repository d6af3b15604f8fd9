package io.herald.benchmarks.micro;

import java.util.List;
import java.util.stream.IntStream;

/** How the bytes of a connection arrive. */
public enum Chunks {
  /** Each command in a chunk of its own, as from a client that waits for its OK. */
  COMMAND,
  /** 64 KiB at a time, which cuts commands in two, as from a client that does not wait. */
  KIB_64;

  private static final int CHUNK_BYTES = 64 * 1024;

  /** Where chunks end, if commands end there. */
  int[] ends(List<Integer> commandEnds) {
    if (this == COMMAND) {
      return commandEnds.stream().mapToInt(Integer::intValue).toArray();
    }
    int end = commandEnds.get(commandEnds.size() - 1);
    return IntStream.iterate(CHUNK_BYTES, at -> at < end + CHUNK_BYTES, at -> at + CHUNK_BYTES)
        .map(at -> Math.min(at, end))
        .toArray();
  }
}
