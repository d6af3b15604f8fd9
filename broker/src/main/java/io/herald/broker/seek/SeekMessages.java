package io.herald.broker.seek;

import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.broker.seek.SeekTarget.Kind;
import io.herald.protocol.name.ChannelName;
import java.util.List;

/** Requests to seek, and their answers, between nodes. */
public final class SeekMessages {
  private static final int BYTES_PER_OFFSET = 2; // at least

  private SeekMessages() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        FindPosition.class,
        "seek.FindPosition:1",
        (find, out) -> {
          write(find.target(), out);
          out.signed(find.partition());
        },
        in -> new FindPosition(target(in), Math.toIntExact(in.signed())));
    format.add(
        Position.class,
        "seek.Position:1",
        (position, out) -> {
          out.unsigned(position.first());
          out.signed(position.firstNanos());
          out.unsigned(position.end());
          out.signed(position.offset());
          out.signed(position.nanos());
        },
        in -> new Position(in.unsigned(), in.signed(), in.unsigned(), in.signed(), in.signed()));
    format.add(
        SeekChannel.class,
        "seek.SeekChannel:1",
        (seek, out) -> {
          out.text(seek.channel().value());
          out.signed(seek.partition());
          write(seek.offsets(), out);
          out.flag(seek.dryRun());
        },
        in ->
            new SeekChannel(
                new ChannelName(in.text()), Math.toIntExact(in.signed()), offsets(in), in.flag()));
    format.add(
        Sought.class,
        "seek.Sought:1",
        (sought, out) -> {
          out.unsigned(sought.was());
          out.unsigned(sought.offset());
          out.unsigned(sought.end());
          out.unsigned(sought.replayed());
          out.unsigned(sought.skipped());
          out.unsigned(sought.dropped());
        },
        in ->
            new Sought(
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsigned(),
                in.unsignedInt()));
  }

  /** Writes where something is to go on. */
  public static void write(SeekTarget target, WireWriter out) {
    out.text(target.kind().name());
    out.unsigned(target.value());
    out.signed(target.nanos());
    out.unsigned(target.partition());
  }

  /** Reads what {@link #write(SeekTarget, WireWriter)} wrote. */
  public static SeekTarget target(WireReader in) {
    return new SeekTarget(Kind.valueOf(in.text()), in.unsigned(), in.signed(), in.unsignedInt());
  }

  /** Writes where channels go on, or begin. */
  public static void write(List<PartitionOffset> offsets, WireWriter out) {
    out.list(
        offsets,
        (each, to) -> {
          to.unsigned(each.partition());
          to.unsigned(each.offset());
        });
  }

  /** Reads what {@link #write(List, WireWriter)} wrote. */
  public static List<PartitionOffset> offsets(WireReader in) {
    return in.list(
        BYTES_PER_OFFSET, each -> new PartitionOffset(each.unsignedInt(), each.unsigned()));
  }
}
