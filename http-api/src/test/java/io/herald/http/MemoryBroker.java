package io.herald.http;

import akka.Done;
import io.herald.broker.Broker;
import io.herald.broker.BrokerException;
import io.herald.broker.BrokerException.Reason;
import io.herald.broker.Published;
import io.herald.broker.request.ConfigChange;
import io.herald.broker.request.PartitionAnswers;
import io.herald.broker.request.TopicRequest;
import io.herald.broker.seek.PartitionOffset;
import io.herald.broker.stats.BrokerStats;
import io.herald.broker.stats.ChannelStats;
import io.herald.broker.stats.TopicStats;
import io.herald.protocol.message.Origin;
import io.herald.protocol.name.ChannelName;
import io.herald.protocol.name.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Topics and channels by name, and every publish remembered: enough of a broker to test HTTP. */
final class MemoryBroker implements Broker {
  record Publish(
      TopicName topic,
      String key,
      List<byte[]> bodies,
      long deferMillis,
      Origin origin,
      String thread) {
    long bytes() {
      return bodies.stream().mapToLong(body -> body.length).sum();
    }
  }

  final List<Publish> publishes = new CopyOnWriteArrayList<>();
  volatile BrokerException refusePublish;
  volatile int publishesBeforeRefusal;
  volatile boolean silent;

  /** Whether all that is published has been published before. */
  volatile boolean repeats;

  /** What the next publish answers, once. */
  final AtomicReference<CompletableFuture<Published>> gate = new AtomicReference<>();

  volatile boolean remembers = true;
  volatile String unhealthy;
  volatile Instant startedAt = Instant.ofEpochSecond(1_795_297_982L);

  final Set<TopicName> ordered = ConcurrentHashMap.newKeySet();

  private final BrokerStats stats = new BrokerStats(startedAt);

  @Override
  public CompletionStage<Published> publishTo(
      TopicName topic, int partition, List<byte[]> bodies, Origin origin) {
    return publish(topic, "", bodies, 0, origin);
  }

  @Override
  public CompletionStage<Published> publish(
      TopicName topic, String key, List<byte[]> bodies, long deferMillis, Origin origin) {
    if (silent) {
      return new CompletableFuture<>();
    }
    CompletableFuture<Published> held = gate.getAndSet(null);
    if (held != null) {
      return held;
    }
    if (refusePublish != null && publishes.size() >= publishesBeforeRefusal) {
      return CompletableFuture.failedStage(refusePublish);
    }
    if (remembers) {
      String thread = Thread.currentThread().getName();
      publishes.add(new Publish(topic, key, new ArrayList<>(bodies), deferMillis, origin, thread));
    }
    TopicStats counted = stats.topic(topic);
    counted.depth.of(0).add(bodies.size());
    counted.messageCount.of(0).add(bodies.size());
    bodies.forEach(body -> counted.messageBytes.of(0).add(body.length));
    return CompletableFuture.completedFuture(
        new Published(repeats ? 1 : publishes.size(), repeats));
  }

  @Override
  public CompletionStage<Done> createTopic(TopicName topic, int partitions, boolean isOrdered) {
    if (isOrdered && stats.topics().containsKey(topic) && !ordered.contains(topic)) {
      return CompletableFuture.failedStage(new BrokerException(Reason.NOT_ORDERED, "plain"));
    }
    if (isOrdered) {
      ordered.add(topic);
    }
    stats.topic(topic);
    return done();
  }

  @Override
  public CompletionStage<Done> expandTopic(TopicName topic, int partitions) {
    return onTopic(topic, found -> {});
  }

  @Override
  public CompletionStage<Done> deleteTopic(TopicName topic) {
    return onTopic(topic, found -> stats.remove(topic));
  }

  @Override
  public CompletionStage<Done> pauseTopic(TopicName topic, boolean paused) {
    return onTopic(topic, found -> found.paused(paused));
  }

  @Override
  public CompletionStage<Done> emptyTopic(TopicName topic) {
    return onTopic(topic, found -> found.depth.of(0).set(0));
  }

  @Override
  public CompletionStage<Done> createChannel(
      TopicName topic, ChannelName channel, List<PartitionOffset> from) {
    return onTopic(topic, found -> found.channel(channel));
  }

  @Override
  public CompletionStage<Done> deleteChannel(TopicName topic, ChannelName channel) {
    return onChannel(topic, channel, found -> stats.topic(topic).remove(channel));
  }

  @Override
  public CompletionStage<Done> pauseChannel(TopicName topic, ChannelName channel, boolean paused) {
    return onChannel(topic, channel, found -> found.paused(paused));
  }

  @Override
  public CompletionStage<Done> emptyChannel(TopicName topic, ChannelName channel) {
    return onChannel(topic, channel, found -> found.depth.of(0).set(0));
  }

  @Override
  public CompletionStage<Done> configure(TopicName topic, ConfigChange change) {
    return done();
  }

  @Override
  public CompletionStage<PartitionAnswers> ask(TopicName topic, TopicRequest request) {
    return CompletableFuture.failedStage(
        new BrokerException(Reason.NOT_AVAILABLE, "there are no partitions here"));
  }

  @Override
  public BrokerStats stats() {
    return stats;
  }

  @Override
  public Optional<String> unhealthyBecause() {
    return Optional.ofNullable(unhealthy);
  }

  private CompletionStage<Done> onTopic(TopicName topic, Consumer<TopicStats> action) {
    TopicStats found = stats.topics().get(topic);
    if (found == null) {
      return refused(Reason.TOPIC_NOT_FOUND);
    }
    action.accept(found);
    return done();
  }

  private CompletionStage<Done> onChannel(
      TopicName topic, ChannelName channel, Consumer<ChannelStats> action) {
    TopicStats found = stats.topics().get(topic);
    if (found == null) {
      return refused(Reason.TOPIC_NOT_FOUND);
    }
    ChannelStats ofTopic = found.channels().get(channel);
    if (ofTopic == null) {
      return refused(Reason.CHANNEL_NOT_FOUND);
    }
    action.accept(ofTopic);
    return done();
  }

  private static CompletionStage<Done> refused(Reason reason) {
    return CompletableFuture.failedStage(new BrokerException(reason, "test"));
  }

  private static CompletionStage<Done> done() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
