package io.herald.broker.search;

import io.herald.broker.inspect.InspectMessages;
import io.herald.broker.remote.WireFormat;
import io.herald.broker.remote.WireReader;
import io.herald.broker.remote.WireWriter;
import io.herald.broker.seek.SeekMessages;

/** Searches of partitions of other nodes. */
public final class SearchWire {
  private static final int BYTES_PER_HIT = 5; // at least

  private SearchWire() {}

  /** Adds them to the format between nodes. */
  public static void addTo(WireFormat format) {
    format.add(
        SearchMessages.class, "search.SearchMessages:1", SearchWire::write, SearchWire::search);
    format.add(SearchFound.class, "search.SearchFound:1", SearchWire::write, SearchWire::found);
  }

  private static void write(SearchMessages search, WireWriter out) {
    out.signed(search.partition());
    SeekMessages.write(search.from(), out);
    out.signed(search.toNanos());
    out.text(search.filter().contains());
    out.text(search.filter().field());
    out.text(search.filter().value());
    out.unsigned(search.limit());
    out.unsigned(search.scanBytes());
    out.unsigned(search.bodyBytesMax());
  }

  private static SearchMessages search(WireReader in) {
    return new SearchMessages(
        Math.toIntExact(in.signed()),
        SeekMessages.target(in),
        in.signed(),
        new MessageFilter(in.text(), in.text(), in.text()),
        in.unsignedInt(),
        in.unsigned(),
        in.unsignedInt());
  }

  private static void write(SearchFound found, WireWriter out) {
    out.unsigned(found.fromOffset());
    out.signed(found.firstNanos());
    out.unsigned(found.nextOffset());
    out.signed(found.lastNanos());
    out.unsigned(found.messages());
    out.unsigned(found.bytes());
    out.flag(found.isComplete());
    out.list(found.hits(), InspectMessages::write);
  }

  private static SearchFound found(WireReader in) {
    return new SearchFound(
        in.unsigned(),
        in.signed(),
        in.unsigned(),
        in.signed(),
        in.unsigned(),
        in.unsigned(),
        in.flag(),
        in.list(BYTES_PER_HIT, InspectMessages::message));
  }
}
