package io.herald.broker.inspect;

import io.herald.broker.inspect.ChannelView.Peeked;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelVisit;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first messages of a channel that are in a state, without consuming them; answered with {@link
 * ChannelPeek}.
 *
 * @param channel which channel
 * @param state which messages
 * @param limit how many of each partition, 1 to {@value #LIMIT_MAX}
 * @param bodyBytesMax how much of each body is wanted
 */
public record PeekChannel(ChannelName channel, PeekState state, int limit, int bodyBytesMax)
    implements PartitionRequest {

  /** The largest limit. */
  public static final int LIMIT_MAX = 1000;

  /**
   * Bytes of bodies from one partition, but for the last message: as much as one delivery to
   * another node takes, so that looking does not cost more than consuming.
   */
  static final long BYTES_MAX = 256 * 1024;

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    var look =
        new ChannelVisit<List<Peeked>>(
            channel,
            (access, seen) -> seen.complete(new ChannelView(channel, access).peek(state, limit)));
    partition.ask(look, asker);
    partition.when(
        look.seen(),
        (peeked, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            read(partition, peeked, asker);
          }
        });
  }

  private void read(PartitionAccess partition, List<Peeked> peeked, Asker asker) {
    long[] offsets = peeked.stream().mapToLong(Peeked::offset).toArray();
    MessageReader.read(
        partition,
        offsets,
        bodyBytesMax,
        BYTES_MAX,
        (read, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            asker.answer(answer(peeked, read));
          }
        });
  }

  private ChannelPeek answer(List<Peeked> peeked, MessagesRead read) {
    Map<Long, ChannelTrace> traces = new TreeMap<>();
    peeked.forEach(each -> traces.put(each.offset(), each.trace()));
    List<ChannelPeek.Entry> entries = new ArrayList<>();
    for (StoredMessage message : read.messages()) {
      ChannelTrace trace = traces.get(MessageId.offset(message.id()));
      if (message.isFor(channel)) {
        entries.add(new ChannelPeek.Entry(message, trace));
      }
    }
    return new ChannelPeek(entries, read.isTruncated());
  }
}
