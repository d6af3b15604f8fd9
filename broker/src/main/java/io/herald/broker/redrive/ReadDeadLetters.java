package io.herald.broker.redrive;

import io.herald.broker.deadletter.DeadLetterTopic;
import io.herald.broker.delivery.LedgerView;
import io.herald.broker.delivery.MessageState.Place;
import io.herald.broker.inspect.MessageReader;
import io.herald.broker.inspect.MessagesRead;
import io.herald.broker.inspect.StoredMessage;
import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelAccess;
import io.herald.broker.request.ChannelVisit;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.message.MessageId;
import java.util.Arrays;
import java.util.List;

/**
 * The next dead letters that wait in one partition of their topic; answered with {@link
 * DeadLettersRead}. What somebody has in flight or has deferred is not among them.
 *
 * @param partition which one
 * @param from the offset to go on at
 * @param max how many at most, at least 1
 */
public record ReadDeadLetters(int partition, long from, int max) implements PartitionRequest {
  private static final long BYTES_MAX = 256 * 1024;
  private static final int OFFSETS_MAX = 10_000; // looked at in one go

  /** Offsets that wait, and where to go on. */
  private record Waiting(long[] offsets, long next, long end) {}

  @Override
  public void handle(PartitionAccess access, Asker asker) {
    var look =
        new ChannelVisit<Waiting>(
            DeadLetterTopic.REDRIVE, (channel, seen) -> seen.complete(waiting(channel)));
    access.ask(look, asker);
    access.when(
        look.seen(),
        (waiting, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            read(access, waiting, asker);
          }
        });
  }

  private Waiting waiting(ChannelAccess channel) {
    LedgerView view = channel.ledger().view();
    long end = channel.readableTo();
    long at = Math.max(from, channel.ledger().ackFloor());
    long stop = Math.min(end, at + OFFSETS_MAX);
    long[] offsets = new long[max];
    int count = 0;
    for (; at < stop && count < max; at++) {
      Place place = view.at(at).place();
      if (place == Place.UNREAD || place == Place.WAITING) {
        offsets[count++] = at;
      }
    }
    return new Waiting(Arrays.copyOf(offsets, count), at, end);
  }

  private static void read(PartitionAccess access, Waiting waiting, Asker asker) {
    MessageReader.read(
        access,
        waiting.offsets(),
        Integer.MAX_VALUE,
        BYTES_MAX,
        (read, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            asker.answer(new DeadLettersRead(read.messages(), next(waiting, read), waiting.end()));
          }
        });
  }

  private static long next(Waiting waiting, MessagesRead read) {
    List<StoredMessage> messages = read.messages();
    return read.isTruncated()
        ? MessageId.offset(messages.get(messages.size() - 1).id()) + 1
        : waiting.next();
  }
}
