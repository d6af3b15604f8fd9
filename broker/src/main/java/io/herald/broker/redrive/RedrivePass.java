package io.herald.broker.redrive;

import io.herald.broker.Broker;
import io.herald.broker.deadletter.DeadLetter;
import io.herald.broker.inspect.StoredMessage;
import io.herald.protocol.message.MessageId;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One way through the partitions of a dead-letter topic, one after the other, a round at a time:
 * read, publish what matches, finish it. Only one thread at a time is in it.
 */
final class RedrivePass {
  private static final int ROUND_MAX = 256;

  private final Broker broker;
  private final TopicName topic;
  private final ChannelName channel;
  private final TopicName deadLetterTopic;
  private final RedriveFilter filter;
  private final int limit;
  private final boolean isDryRun;
  private final Deque<Integer> partitions = new ArrayDeque<>();
  private long from;
  private long redriven;
  private long left;

  RedrivePass(
      Broker broker,
      TopicName topic,
      ChannelName channel,
      TopicName deadLetterTopic,
      RedriveFilter filter,
      int limit,
      boolean isDryRun) {
    this.broker = broker;
    this.topic = topic;
    this.channel = channel;
    this.deadLetterTopic = deadLetterTopic;
    this.filter = filter;
    this.limit = limit;
    this.isDryRun = isDryRun;
  }

  CompletionStage<RedriveOutcome> run(Collection<Integer> all) {
    partitions.addAll(all);
    return proceed();
  }

  private CompletionStage<RedriveOutcome> proceed() {
    if (partitions.isEmpty() || redriven >= limit) {
      return CompletableFuture.completedFuture(
          new RedriveOutcome(deadLetterTopic, redriven, left, !partitions.isEmpty()));
    }
    int partition = partitions.peek();
    return broker
        .ask(deadLetterTopic, new ReadDeadLetters(partition, from, ROUND_MAX))
        .thenCompose(answers -> onRead(answers.as(DeadLettersRead.class).get(partition)));
  }

  private CompletionStage<RedriveOutcome> onRead(DeadLettersRead read) {
    List<byte[]> bodies = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    for (StoredMessage message : read.messages()) {
      if (redriven + bodies.size() == limit) {
        break;
      }
      Optional<DeadLetter> letter = DeadLetter.parse(message.body()).filter(this::isOurs);
      if (letter.isPresent() && filter.matches(letter.get(), message.id())) {
        bodies.add(letter.get().body());
        offsets.add(MessageId.offset(message.id()));
      } else {
        left++;
      }
    }
    return redrive(bodies, offsets).thenCompose(done -> onRedriven(read, offsets.size()));
  }

  /** Several channels may have the same dead-letter topic. */
  private boolean isOurs(DeadLetter letter) {
    return letter.topic().equals(topic.value()) && letter.channel().equals(channel.value());
  }

  private CompletionStage<?> redrive(List<byte[]> bodies, List<Long> offsets) {
    if (isDryRun || bodies.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    int partition = partitions.peek();
    return broker
        .publish(topic, "", bodies, 0, Origin.UNKNOWN.to(channel))
        .thenCompose(
            stored -> broker.ask(deadLetterTopic, new FinishDeadLetters(partition, offsets)));
  }

  private CompletionStage<RedriveOutcome> onRedriven(DeadLettersRead read, int count) {
    redriven += count;
    if (read.next() >= read.end()) {
      partitions.remove();
      from = 0;
    } else {
      from = read.next();
    }
    return proceed();
  }
}
