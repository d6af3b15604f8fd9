package io.herald.broker.redrive;

import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.deadletter.DeadLetterTopic;
import io.herald.broker.inspect.DescribeHistory;
import io.herald.broker.inspect.HistoryRange;
import io.herald.broker.request.ConfigShown;
import io.herald.broker.request.ShowConfig;
import io.herald.config.ChannelSettings;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Sends dead letters of a channel back to it, wherever their partitions are. */
public final class Redrive {
  /** More are not sent back in one go. */
  public static final int LIMIT_MAX = 10_000;

  private final Broker broker;

  public Redrive(Broker broker) {
    this.broker = broker;
  }

  /**
   * Publishes what matches for that channel only, as new messages at the end of the partition they
   * came from, and finishes the dead letters when that is stored. If it fails, what was sent back
   * by then is.
   *
   * @param limit how many at most, 1 to {@value #LIMIT_MAX}
   * @param isDryRun whether to count only
   */
  public CompletionStage<RedriveOutcome> run(
      TopicName topic, ChannelName channel, RedriveFilter filter, int limit, boolean isDryRun) {
    return broker
        .ask(topic, new ShowConfig())
        .thenCompose(
            answers -> {
              ConfigShown shown = answers.as(ConfigShown.class).values().iterator().next();
              if (!shown.channels().contains(channel)) {
                throw new BrokerException(Reason.CHANNEL_NOT_FOUND, "no such channel");
              }
              ChannelSettings settings = ChannelSettings.of(shown.config().of(channel).byName());
              TopicName dead = DeadLetterTopic.of(topic, channel, settings.deadLetterTopic());
              RedrivePass pass =
                  new RedrivePass(broker, topic, channel, dead, filter, limit, isDryRun);
              return partitions(dead).thenCompose(pass::run);
            });
  }

  /** A topic that is not there yet has no dead letters. */
  private CompletionStage<Set<Integer>> partitions(TopicName dead) {
    return broker
        .ask(dead, new DescribeHistory())
        .<Set<Integer>>thenApply(answers -> answers.as(HistoryRange.class).keySet())
        .exceptionallyCompose(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
              return cause instanceof BrokerException refusal
                      && refusal.reason() == Reason.TOPIC_NOT_FOUND
                  ? CompletableFuture.completedFuture(Set.of())
                  : CompletableFuture.failedFuture(cause);
            });
  }
}
