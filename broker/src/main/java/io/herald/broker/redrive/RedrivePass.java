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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One way through the partitions of a dead-letter topic, one after the other, a round at a time:
 * read, publish what matches, finish it. Only one thread at a time is in it.
 */
final class RedrivePass {
  private static final int ROUND_MAX = 256;

  /** Messages of one round that go back to the same partition, and their dead letters' offsets. */
  private static final class Lot {
    private final int partition;
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Long> offsets = new ArrayList<>();

    Lot(int partition) {
      this.partition = partition;
    }

    void add(byte[] body, long offset) {
      bodies.add(body);
      offsets.add(offset);
    }
  }

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
    SortedMap<Integer, Lot> lots = new TreeMap<>();
    int count = 0;
    for (StoredMessage message : read.messages()) {
      if (redriven + count == limit) {
        break;
      }
      Optional<DeadLetter> letter = DeadLetter.parse(message.body()).filter(this::isOurs);
      if (letter.isPresent() && filter.matches(letter.get(), message.id())) {
        int cameFrom = MessageId.partition(letter.get().id());
        lots.computeIfAbsent(cameFrom, Lot::new)
            .add(letter.get().body(), MessageId.offset(message.id()));
        count++;
      } else {
        left++;
      }
    }
    int found = count;
    return redrive(lots.values()).thenCompose(done -> onRedriven(read, found));
  }

  /** Several channels may have the same dead-letter topic. */
  private boolean isOurs(DeadLetter letter) {
    return letter.topic().equals(topic.value()) && letter.channel().equals(channel.value());
  }

  private CompletionStage<?> redrive(Collection<Lot> lots) {
    CompletionStage<?> sofar = CompletableFuture.completedFuture(null);
    if (!isDryRun) {
      for (Lot lot : lots) {
        sofar = sofar.thenCompose(done -> redrive(lot));
      }
    }
    return sofar;
  }

  private CompletionStage<?> redrive(Lot lot) {
    int partition = partitions.peek();
    return broker
        .publishTo(topic, lot.partition, lot.bodies, Origin.UNKNOWN.to(channel))
        .thenCompose(
            stored -> broker.ask(deadLetterTopic, new FinishDeadLetters(partition, lot.offsets)));
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
