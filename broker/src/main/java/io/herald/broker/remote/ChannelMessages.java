package io.herald.broker.remote;

import io.herald.broker.channel.Channel;
import io.herald.broker.session.Settlement;

/** What connections tell a channel of another node. */
final class ChannelMessages {
  private static final int BYTES_PER_COMMAND = 2; // at least: its kind, and one number

  private ChannelMessages() {}

  static void addTo(WireFormat format) {
    addChecks(format);
    format.add(
        Channel.Settle.class,
        "channel.Settle:1",
        (settle, out) -> {
          out.unsigned(settle.consumer());
          out.unsigned(settle.writtenBytes());
          write(settle.settlement(), out);
        },
        ChannelMessages::settle);
    format.add(
        Channel.Unsubscribe.class,
        "channel.Unsubscribe:1",
        (leave, out) -> out.unsigned(leave.consumer()),
        in -> new Channel.Unsubscribe(in.unsigned()));
  }

  private static void addChecks(WireFormat format) {
    format.add(
        Channel.Check.class,
        "channel.Check:1",
        (check, out) -> {
          out.unsigned(check.consumer());
          out.unsigned(check.settlements());
          out.ref(check.replyTo());
        },
        in -> new Channel.Check(in.unsigned(), in.unsigned(), in.ref()));
    format.add(
        Channel.Checked.class,
        "channel.Checked:1",
        (checked, out) -> {
          out.unsigned(checked.told());
          out.flag(checked.isComplete());
        },
        in -> new Channel.Checked(in.unsigned(), in.flag()));
  }

  private static Channel.Settle settle(WireReader in) {
    long consumer = in.unsigned();
    long writtenBytes = in.unsigned();
    return new Channel.Settle(consumer, settlement(in), writtenBytes);
  }

  /** Offsets as their distance from the one before, so that a FIN mostly takes two bytes. */
  private static void write(Settlement settlement, WireWriter out) {
    out.unsigned(settlement.size());
    long previous = 0;
    for (int n = 0; n < settlement.size(); n++) {
      byte kind = settlement.kind(n);
      out.unsigned(kind);
      if (!isReady(kind)) {
        out.signed(settlement.offset(n) - previous);
        previous = settlement.offset(n);
      }
      if (hasArgument(kind)) {
        out.signed(settlement.argument(n));
      }
    }
  }

  private static Settlement settlement(WireReader in) {
    Settlement settlement = new Settlement();
    long previous = 0;
    for (int left = in.count(BYTES_PER_COMMAND); left > 0; left--) {
      byte kind = kind(in.unsigned());
      long offset = isReady(kind) ? 0 : previous + in.signed();
      long argument = hasArgument(kind) ? in.signed() : 0;
      settlement.add(kind, offset, argument);
      previous = isReady(kind) ? previous : offset;
    }
    return settlement;
  }

  private static byte kind(long code) {
    if (code > Settlement.READY_ANSWERED) {
      throw new IllegalArgumentException("no command " + code);
    }
    return (byte) code;
  }

  private static boolean hasArgument(byte kind) {
    return kind == Settlement.REQUEUE || isReady(kind);
  }

  private static boolean isReady(byte kind) {
    return kind == Settlement.READY || kind == Settlement.READY_ANSWERED;
  }
}
