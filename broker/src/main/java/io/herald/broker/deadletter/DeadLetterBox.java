package io.herald.broker.deadletter;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.pattern.StatusReply;
import io.herald.broker.Published;
import io.herald.broker.request.CreateChannel;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.topic.Publisher;
import io.herald.broker.topic.TopicDirectory.OpenTopic;
import io.herald.broker.topic.Topics;
import io.herald.persistence.partition.PartitionId;
import io.herald.persistence.topic.TopicSpec;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Puts dead letters into their topic, the way that everybody publishes who has no connection: it
 * may be on another node. The topic is created if need be, and in it the channel {@link
 * DeadLetterTopic#REDRIVE}, so that dead letters wait there whoever else reads them.
 */
public final class DeadLetterBox {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActorRef<Topics.Command> topics;
  private final ActorSystem<?> system;

  public DeadLetterBox(ActorRef<Topics.Command> topics, ActorSystem<?> system) {
    this.topics = topics;
    this.system = system;
  }

  /**
   * Completes when all of them are stored; if it fails, some may be.
   *
   * @param from the partition they come from; what is from the same one stays in order
   */
  public CompletionStage<Published> put(TopicName topic, PartitionId from, List<byte[]> letters) {
    String key = from.toString();
    Publisher.Layout layout = Publisher.append(letters, 0, Origin.UNKNOWN);
    return this.<Done>ask(replyTo -> new Topics.CreateTopic(topic, TopicSpec.UNSAID, replyTo))
        .thenCompose(
            done ->
                this.<PartitionAnswers>ask(
                    replyTo ->
                        new Topics.Ask(
                            topic, new CreateChannel(DeadLetterTopic.REDRIVE, List.of()), replyTo)))
        .thenCompose(
            done -> ask(replyTo -> new Topics.Publish(topic, key, OpenTopic.ANY, layout, replyTo)));
  }

  private <T> CompletionStage<T> ask(Function<ActorRef<StatusReply<T>>, Topics.Command> message) {
    return AskPattern.askWithStatus(topics, message::apply, PATIENCE, system.scheduler());
  }
}
