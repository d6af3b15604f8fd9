package io.herald.broker.seek;

import akka.Done;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.request.PartitionRequest;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Moves channels through history, and begins new ones in it. Whoever hears that it failed may say
 * it again: some partitions may have done it already, and a target is where it is.
 */
public final class ChannelSeek {
  private final Broker broker;

  /** Through this broker. */
  public ChannelSeek(Broker broker) {
    this.broker = broker;
  }

  /**
   * Moves a channel.
   *
   * @param partition the only one in which it moves, or {@link PartitionRequest#ALL}
   * @param dryRun changes nothing and only says what would happen
   */
  public CompletionStage<SortedMap<Integer, Sought>> seek(
      TopicName topic, ChannelName channel, SeekTarget target, int partition, boolean dryRun) {
    return find(topic, target, partition)
        .thenApply(Found::offsets)
        .thenCompose(
            offsets -> broker.ask(topic, new SeekChannel(channel, partition, offsets, dryRun)))
        .thenApply(answers -> answers.as(Sought.class));
  }

  /** Creates a channel that begins there; answers where that is. */
  public CompletionStage<SortedMap<Integer, Position>> create(
      TopicName topic, ChannelName channel, SeekTarget target) {
    return find(topic, target, PartitionRequest.ALL)
        .thenCompose(
            found ->
                broker
                    .createChannel(topic, channel, found.offsets())
                    .thenApply((Done done) -> found.positions()));
  }

  private record Found(
      java.util.List<PartitionOffset> offsets, SortedMap<Integer, Position> positions) {}

  private CompletionStage<Found> find(TopicName topic, SeekTarget target, int partition) {
    return dated(topic, target)
        .thenCompose(
            dated ->
                broker
                    .ask(topic, new FindPosition(dated, partition))
                    .thenApply(answers -> answers.as(Position.class))
                    .thenApply(
                        positions -> new Found(SeekRule.check(dated, positions), positions)));
  }

  /** A message's time is known in its own partition only. */
  private CompletionStage<SeekTarget> dated(TopicName topic, SeekTarget target) {
    if (target.kind() != SeekTarget.Kind.MESSAGE) {
      return CompletableFuture.completedFuture(target);
    }
    int partition = target.partition();
    return broker
        .ask(topic, new FindPosition(SeekTarget.offset(target.value()), partition))
        .thenApply(
            answers -> {
              SortedMap<Integer, Position> positions = answers.as(Position.class);
              SeekRule.check(SeekTarget.offset(target.value()), positions);
              long nanos = positions.get(partition).nanos();
              if (nanos == 0) {
                throw new BrokerException(Reason.INVALID, "id: there is no such message yet");
              }
              return SeekTarget.message(partition, target.value(), nanos);
            });
  }
}
