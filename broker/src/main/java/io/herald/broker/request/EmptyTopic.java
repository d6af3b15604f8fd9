package io.herald.broker.request;

import akka.Done;
import akka.pattern.StatusReply;
import io.herald.protocol.name.ChannelName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Drops the messages that wait at a topic and in its channels; answered with {@link Applied}. */
public record EmptyTopic() implements PartitionRequest {
  @Override
  public void handle(PartitionAccess partition, Asker asker) {
    List<CompletableFuture<StatusReply<Done>>> parts = new ArrayList<>();
    parts.add(partition.dropHeld());
    for (ChannelName name : partition.channels()) {
      var visit =
          new ChannelVisit<StatusReply<Done>>(
              name, (channel, emptied) -> channel.empty(Long.MAX_VALUE, emptied::complete));
      parts.add(visit.seen());
      partition.ask(visit, asker);
    }
    partition.when(
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)),
        (all, failure) -> {
          if (failure != null) {
            asker.refuse(failure);
          } else {
            asker.settle(worst(parts.stream().map(CompletableFuture::join).toList()));
          }
        });
  }

  private static StatusReply<Done> worst(List<StatusReply<Done>> outcomes) {
    return outcomes.stream().filter(StatusReply::isError).findFirst().orElse(StatusReply.ack());
  }
}
