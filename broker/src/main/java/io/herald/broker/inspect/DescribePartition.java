package io.herald.broker.inspect;

import io.herald.broker.delivery.ChannelLedger;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelVisit;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.broker.topic.LogExtent;
import io.herald.config.TopicSettings;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

/**
 * What a partition has stored, and how far each channel is behind; answered with {@link
 * PartitionDescription}. Costs a read of one batch for the oldest message, and one for each channel
 * that has something unfinished.
 */
public record DescribePartition() implements PartitionRequest {
  /** What is seen of a channel before the time of its oldest unfinished message is known. */
  private record Seen(
      ChannelName name,
      boolean isPaused,
      long depth,
      long inFlight,
      long deferred,
      long dropped,
      long ackFloor,
      long readOffset,
      long unfinished) {

    static Seen of(ChannelName name, ChannelAccess channel) {
      ChannelLedger ledger = channel.ledger();
      return new Seen(
          name,
          ledger.isPaused(),
          ledger.depth(channel.readableTo()),
          ledger.inFlightCount(),
          ledger.deferredCount(),
          ledger.droppedCount(),
          ledger.ackFloor(),
          ledger.readOffset(),
          (long) ledger.waitingCount() + ledger.inFlightCount() + ledger.deferredCount());
    }
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    List<CompletableFuture<Seen>> looks = new ArrayList<>();
    partition.channels().stream()
        .sorted()
        .forEach(
            name -> {
              var look =
                  new ChannelVisit<Seen>(
                      name, (channel, seen) -> seen.complete(Seen.of(name, channel)));
              looks.add(look.seen());
              partition.ask(look, asker);
            });
    partition.when(
        CompletableFuture.allOf(looks.toArray(CompletableFuture[]::new)),
        (all, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            readTimes(partition, looks.stream().map(CompletableFuture::join).toList(), asker);
          }
        });
  }

  private static void readTimes(PartitionAccess partition, List<Seen> channels, Asker asker) {
    long first = partition.firstOffset();
    long tail = partition.tail();
    long[] offsets =
        LongStream.concat(LongStream.of(first), channels.stream().mapToLong(Seen::ackFloor))
            .filter(offset -> offset >= first && offset < tail)
            .sorted()
            .distinct()
            .toArray();
    MessageReader.read(
        partition,
        offsets,
        0,
        Long.MAX_VALUE,
        (read, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
            return;
          }
          Map<Long, Long> nanos = new HashMap<>();
          read.messages()
              .forEach(each -> nanos.put(MessageId.offset(each.id()), each.timestampNanos()));
          asker.answer(description(partition, first, tail, nanos, channels));
        });
  }

  private static PartitionDescription description(
      PartitionAccess partition,
      long first,
      long tail,
      Map<Long, Long> nanos,
      List<Seen> channels) {
    LogExtent extent = partition.extent();
    return new PartitionDescription(
        first,
        tail,
        partition.releasedTo(),
        extent.bytes(),
        extent.segments().size(),
        nanos.getOrDefault(first, 0L),
        partition.isPaused(),
        partition.retention(),
        TopicSettings.of(partition.config().topic().byName()).ttl().toMillis(),
        channels.stream().map(seen -> lag(seen, tail, nanos, extent)).toList());
  }

  private static ChannelLag lag(Seen seen, long tail, Map<Long, Long> nanos, LogExtent extent) {
    long unread = Math.max(0, tail - seen.readOffset());
    long unreadBytes = extent.bytesFrom(seen.readOffset());
    long readBytes = extent.bytesFrom(seen.ackFloor()) - unreadBytes;
    long read = Math.max(1, seen.readOffset() - seen.ackFloor());
    return new ChannelLag(
        seen.name(),
        seen.isPaused(),
        seen.depth(),
        seen.inFlight(),
        seen.deferred(),
        seen.dropped(),
        unread + seen.unfinished(),
        unreadBytes + Math.round((double) readBytes * seen.unfinished() / read),
        nanos.getOrDefault(seen.ackFloor(), 0L));
  }
}
