package io.herald.broker.inspect;

import io.herald.broker.request.Asker;
import io.herald.broker.request.ChannelVisit;
import io.herald.broker.request.PartitionAccess;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.message.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where a message is: answered with a {@link MessageTrace}, or {@link NotStored} if there is no
 * such message.
 *
 * @param id of the message
 * @param bodyBytesMax how much of its body is wanted
 */
public record TraceMessage(long id, int bodyBytesMax) implements PartitionRequest {
  @Override
  public int partition() {
    return MessageId.partition(id);
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    long[] offset = {MessageId.offset(id)};
    MessageReader.read(
        partition,
        offset,
        bodyBytesMax,
        Long.MAX_VALUE,
        (read, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else if (read.messages().isEmpty()) {
            asker.answer(NotStored.INSTANCE);
          } else {
            lookAtChannels(partition, read.messages().get(0), asker);
          }
        });
  }

  private static ChannelTrace seen(StoredMessage message, ChannelTrace trace) {
    return message.isFor(trace.channel()) ? trace : ChannelTrace.notFor(trace.channel());
  }

  private void lookAtChannels(PartitionAccess partition, StoredMessage message, Asker asker) {
    long offset = MessageId.offset(id);
    List<CompletableFuture<ChannelTrace>> traces = new ArrayList<>();
    partition.channels().stream()
        .sorted()
        .forEach(
            name -> {
              var look =
                  new ChannelVisit<ChannelTrace>(
                      name,
                      (channel, seen) ->
                          channel.timeline(
                              offset,
                              happened ->
                                  seen.complete(
                                      new ChannelView(name, channel)
                                          .trace(offset)
                                          .with(happened))));
              traces.add(look.seen());
              partition.ask(look, asker);
            });
    partition.when(
        CompletableFuture.allOf(traces.toArray(CompletableFuture[]::new)),
        (all, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            asker.answer(
                new MessageTrace(
                    message, traces.stream().map(trace -> seen(message, trace.join())).toList()));
          }
        });
  }
}
