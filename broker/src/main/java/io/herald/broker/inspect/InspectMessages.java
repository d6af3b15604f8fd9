package io.herald.broker.inspect;

import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.protocol.name.ChannelName;
import java.util.Optional;

/** What is asked of partitions of other nodes, and what they answer. */
public final class InspectMessages {
  private static final int BYTES_PER_ITEM = 2; // at least, of whatever there is a list of

  private InspectMessages() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        TraceMessage.class,
        "inspect.TraceMessage:1",
        (trace, out) -> {
          out.unsigned(trace.id());
          out.unsigned(trace.bodyBytesMax());
        },
        in -> new TraceMessage(in.unsigned(), in.unsignedInt()));
    format.add(
        MessageTrace.class,
        "inspect.MessageTrace:2",
        (trace, out) -> {
          write(trace.message(), out);
          out.list(trace.channels(), InspectMessages::write);
        },
        in -> new MessageTrace(message(in), in.list(BYTES_PER_ITEM, InspectMessages::trace)));
    format.addSingle(NotStored.INSTANCE, "inspect.NotStored:1");
    format.add(
        DescribeHistory.class,
        "inspect.DescribeHistory:1",
        (describe, out) -> {},
        in -> new DescribeHistory());
    format.add(
        HistoryRange.class,
        "inspect.HistoryRange:1",
        (history, out) -> {
          out.unsigned(history.firstOffset());
          out.unsigned(history.tail());
          out.signed(history.firstNanos());
          out.signed(history.lastNanos());
        },
        in -> new HistoryRange(in.unsigned(), in.unsigned(), in.signed(), in.signed()));
    format.add(
        PeekChannel.class,
        "inspect.PeekChannel:1",
        (peek, out) -> {
          out.text(peek.channel().value());
          out.text(peek.state().name());
          out.unsigned(peek.limit());
          out.unsigned(peek.bodyBytesMax());
        },
        in ->
            new PeekChannel(
                new ChannelName(in.text()),
                PeekState.valueOf(in.text()),
                in.unsignedInt(),
                in.unsignedInt()));
    format.add(
        ChannelPeek.class,
        "inspect.ChannelPeek:2",
        (peek, out) -> {
          out.flag(peek.isTruncated());
          out.list(peek.entries(), InspectMessages::write);
        },
        InspectMessages::channelPeek);
    format.add(
        CheckBooks.class, "inspect.CheckBooks:1", (check, out) -> {}, in -> new CheckBooks());
    format.add(
        PartitionBooks.class,
        "inspect.PartitionBooks:3",
        (books, out) -> {
          out.unsigned(books.firstOffset());
          out.unsigned(books.tail());
          out.list(books.channels(), InspectMessages::write);
        },
        in ->
            new PartitionBooks(
                in.unsigned(),
                in.unsigned(),
                in.list(BYTES_PER_ITEM, InspectMessages::channelBooks)));
  }

  /** Writes what {@link #message} reads. */
  public static void write(StoredMessage message, WireWriter out) {
    out.unsigned(message.id());
    out.signed(message.timestampNanos());
    out.signed(message.dueMillis());
    out.text(message.publishedBy());
    out.text(message.audience().map(ChannelName::value).orElse(""));
    out.unsigned(message.bodyBytes());
    out.bytes(message.body());
  }

  /** Reads a message. */
  public static StoredMessage message(WireReader in) {
    return new StoredMessage(
        in.unsigned(),
        in.signed(),
        in.signed(),
        in.text(),
        audience(in.text()),
        in.unsignedInt(),
        in.bytes());
  }

  private static Optional<ChannelName> audience(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(new ChannelName(name));
  }

  /** Writes what {@link #trace} reads. */
  public static void write(ChannelTrace trace, WireWriter out) {
    out.text(trace.channel().value());
    out.text(trace.state().name());
    out.unsigned(trace.attempts());
    out.text(trace.clientId());
    out.text(trace.hostname());
    out.text(trace.remoteAddress());
    out.signed(trace.sinceMillis());
    out.signed(trace.untilMillis());
    out.list(trace.timeline(), InspectMessages::write);
  }

  private static void write(TraceEvent event, WireWriter out) {
    out.signed(event.atMillis());
    out.text(event.what());
    out.unsigned(event.attempts());
    out.text(event.clientId());
    out.text(event.remoteAddress());
  }

  private static TraceEvent traceEvent(WireReader in) {
    return new TraceEvent(in.signed(), in.text(), in.unsignedInt(), in.text(), in.text());
  }

  /** Reads where a message is. */
  public static ChannelTrace trace(WireReader in) {
    return new ChannelTrace(
        new ChannelName(in.text()),
        ChannelTrace.State.valueOf(in.text()),
        in.unsignedInt(),
        in.text(),
        in.text(),
        in.text(),
        in.signed(),
        in.signed(),
        in.list(BYTES_PER_ITEM, InspectMessages::traceEvent));
  }

  private static void write(ChannelPeek.Entry entry, WireWriter out) {
    write(entry.message(), out);
    write(entry.trace(), out);
  }

  private static ChannelPeek channelPeek(WireReader in) {
    boolean isTruncated = in.flag();
    return new ChannelPeek(
        in.list(BYTES_PER_ITEM, each -> new ChannelPeek.Entry(message(each), trace(each))),
        isTruncated);
  }

  private static void write(ChannelBooks books, WireWriter out) {
    out.text(books.channel().value());
    out.signed(books.from());
    out.signed(books.readableTo());
    out.signed(books.oldestUnfinished());
    out.signed(books.finished());
    out.signed(books.dropped());
    out.signed(books.ready());
    out.signed(books.inFlight());
    out.signed(books.deferred());
    out.signed(books.burying());
    out.signed(books.deadLettered());
    out.signed(books.expired());
    out.signed(books.skipped());
    out.text(books.cursor().name());
    out.list(books.differences(), InspectMessages::write);
  }

  private static ChannelBooks channelBooks(WireReader in) {
    return new ChannelBooks(
        new ChannelName(in.text()),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        in.signed(),
        ChannelBooks.Cursor.valueOf(in.text()),
        in.list(BYTES_PER_ITEM, InspectMessages::difference));
  }

  private static void write(BookDifference difference, WireWriter out) {
    out.text(difference.what());
    out.unsigned(difference.messages());
    out.list(difference.ranges(), InspectMessages::write);
  }

  private static BookDifference difference(WireReader in) {
    return new BookDifference(
        in.text(), in.unsigned(), in.list(BYTES_PER_ITEM, InspectMessages::range));
  }

  private static void write(BookDifference.Range range, WireWriter out) {
    out.signed(range.first());
    out.signed(range.last());
  }

  private static BookDifference.Range range(WireReader in) {
    return new BookDifference.Range(in.signed(), in.signed());
  }
}
