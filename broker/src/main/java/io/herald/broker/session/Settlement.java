package io.herald.broker.session;

import java.util.Arrays;

/**
 * What a client said about its messages in one chunk: FIN, REQ, TOUCH and RDY in their order, in
 * arrays, so that a thousand FINs are one message to the channel.
 */
public final class Settlement {
  /** FIN of {@link #offset}. */
  public static final byte FINISH = 0;

  /** REQ of {@link #offset} after {@link #argument} milliseconds. */
  public static final byte REQUEUE = 1;

  /** TOUCH of {@link #offset}. */
  public static final byte TOUCH = 2;

  /** RDY {@link #argument}. */
  public static final byte READY = 3;

  /** RDY {@link #argument} that the channel is to answer, of a connection to several partitions. */
  public static final byte READY_ANSWERED = 4;

  private byte[] kinds = new byte[16];
  private long[] offsets = new long[16];
  private long[] arguments;
  private int size;

  /** Adds one command; {@code offset} is that of the message, or −1 if the id is none of ours. */
  public void add(byte kind, long offset, long argument) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    kinds[size] = kind;
    offsets[size] = offset;
    if (argument != 0) {
      if (arguments == null || arguments.length <= size) {
        arguments =
            arguments == null ? new long[kinds.length] : Arrays.copyOf(arguments, kinds.length);
      }
      arguments[size] = argument;
    }
    size++;
  }

  /** How many commands there are. */
  public int size() {
    return size;
  }

  /** What the {@code n}th command is. */
  public byte kind(int n) {
    return kinds[n];
  }

  /** Which message the {@code n}th command is about. */
  public long offset(int n) {
    return offsets[n];
  }

  /** Delay in milliseconds of a REQ, count of a RDY, else 0. */
  public long argument(int n) {
    return arguments == null || n >= arguments.length ? 0 : arguments[n];
  }
}
