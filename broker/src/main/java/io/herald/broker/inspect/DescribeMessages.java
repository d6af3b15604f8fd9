package io.herald.broker.inspect;

import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.broker.topic.Retention;
import io.herald.protocol.name.ChannelName;

/** Descriptions of partitions of other nodes. */
public final class DescribeMessages {
  private static final int BYTES_PER_CHANNEL = 9; // at least

  private DescribeMessages() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        DescribePartition.class,
        "inspect.DescribePartition:1",
        (describe, out) -> {},
        in -> new DescribePartition());
    format.add(
        PartitionDescription.class,
        "inspect.PartitionDescription:2",
        DescribeMessages::write,
        DescribeMessages::description);
  }

  private static void write(PartitionDescription description, WireWriter out) {
    out.unsigned(description.firstOffset());
    out.unsigned(description.nextOffset());
    out.unsigned(description.releasedTo());
    out.unsigned(description.bytes());
    out.unsigned(description.segments());
    out.signed(description.oldestNanos());
    out.flag(description.isPaused());
    write(description.retention(), out);
    out.unsigned(description.ttlMillis());
    out.list(description.channels(), DescribeMessages::write);
  }

  private static PartitionDescription description(WireReader in) {
    return new PartitionDescription(
        in.unsigned(),
        in.unsigned(),
        in.unsigned(),
        in.unsigned(),
        in.unsignedInt(),
        in.signed(),
        in.flag(),
        retention(in),
        in.unsigned(),
        in.list(BYTES_PER_CHANNEL, DescribeMessages::channel));
  }

  private static void write(Retention retention, WireWriter out) {
    out.unsigned(retention.ageMillis());
    out.unsigned(retention.bytesMax());
    out.text(retention.limit().setting());
    out.unsigned(retention.limit().bytes());
    out.flag(retention.limit().dropsOldest());
  }

  private static Retention retention(WireReader in) {
    return new Retention(
        in.unsigned(), in.unsigned(), new Retention.Limit(in.text(), in.unsigned(), in.flag()));
  }

  private static void write(ChannelLag channel, WireWriter out) {
    out.text(channel.channel().value());
    out.flag(channel.isPaused());
    out.signed(channel.depth());
    out.signed(channel.inFlight());
    out.signed(channel.deferred());
    out.signed(channel.dropped());
    out.signed(channel.messages());
    out.signed(channel.bytes());
    out.signed(channel.oldestNanos());
  }

  private static ChannelLag channel(WireReader in) {
    return new ChannelLag(
        new ChannelName(in.text()),
        in.flag(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed());
  }
}
