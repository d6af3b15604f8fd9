package io.herald.multijvm.faults.load;

import io.herald.multijvm.Await;
import io.herald.multijvm.faults.harness.BookKeeper;
import io.herald.multijvm.faults.harness.ClusterNode;
import io.herald.multijvm.faults.harness.TestCluster;
import io.herald.multijvm.faults.history.Books;
import io.herald.multijvm.faults.history.ChannelKey;
import io.herald.multijvm.faults.history.History;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishers and consumers of a round: some topics, on each some publishers and two channels with a
 * consumer that requeues and keeps some messages.
 */
public final class Workload implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(90);
  private static final List<String> CHANNELS = List.of("first", "second");
  private static final AtomicInteger ROUNDS = new AtomicInteger();

  private final TestCluster cluster;
  private final History history;
  private final Plan plan;
  private final Random random;
  private final BookKeeper bookKeeper;
  private final Set<String> topics = new TreeSet<>();
  private final List<FaultPublisher> publishers = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final ExecutorService publishing = Executors.newCachedThreadPool();
  private final ExecutorService consuming = Executors.newCachedThreadPool();
  private int composers;

  /**
   * How much there is to do.
   *
   * @param topics how many
   * @param publishers of each topic
   * @param messagesPerSecond of all publishers together, at most
   */
  public record Plan(int topics, int publishers, int messagesPerSecond) {
    public static final Plan DEFAULT = new Plan(2, 2, 2500);
  }

  public Workload(TestCluster cluster, History history, Plan plan, Random random) {
    this.cluster = cluster;
    this.history = history;
    this.plan = plan;
    this.random = random;
    this.bookKeeper = new BookKeeper(cluster);
  }

  /** Creates topics and channels, and starts everybody. */
  public void start() throws Exception {
    int round = ROUNDS.incrementAndGet();
    int rate = plan.messagesPerSecond() / plan.topics() / plan.publishers();
    for (int i = 0; i < plan.topics(); i++) {
      String topic = "round" + round + "-" + i;
      topics.add(topic);
      for (String channel : CHANNELS) {
        ChannelKey key = new ChannelKey(topic, channel);
        createEverywhere(key);
        subscribe(key);
      }
      for (int p = 0; p < plan.publishers(); p++) {
        publish(composer(topic), rate);
      }
    }
  }

  /**
   * As long as nodes share no topics, each must be told of the channels before the first message.
   */
  private void createEverywhere(ChannelKey key) throws IOException, InterruptedException {
    for (ClusterNode node : cluster.nodes()) {
      node.http().post("/topic/create?topic=" + key.topic());
      String path = "/channel/create?topic=" + key.topic() + "&channel=" + key.channel();
      int status = node.http().post(path).status();
      if (status != 200) {
        throw new IOException(node + " answered " + status + " to " + path);
      }
    }
    history.channelExists(key);
  }

  private void subscribe(ChannelKey key) {
    Subscription subscription =
        new Subscription(cluster, key, history, Manner.UNRELIABLE, consuming, newRandom());
    subscriptions.add(subscription);
    consuming.execute(subscription);
  }

  private void publish(Composer composer, int rate) {
    FaultPublisher publisher =
        new FaultPublisher(cluster::nodes, composer, history, new Pace(rate), newRandom());
    publishers.add(publisher);
    publishing.execute(publisher);
  }

  /** For one more publisher, who may not know how to behave. */
  public Composer composer(String topic) {
    composers++;
    return new Composer(history, composers, topic, newRandom());
  }

  private Random newRandom() {
    return new Random(random.nextLong());
  }

  /** One of its topics. */
  public String anyTopic() {
    return List.copyOf(topics).get(random.nextInt(topics.size()));
  }

  /** One of its channels. */
  public ChannelKey anyChannel() {
    return new ChannelKey(anyTopic(), CHANNELS.get(random.nextInt(CHANNELS.size())));
  }

  /** All consumers' connections end with RST, and new ones follow. */
  public void resetConsumers() {
    subscriptions.forEach(Subscription::reset);
  }

  /** From now on most messages time out at their consumers. */
  public void forgetMessages() {
    subscriptions.forEach(subscription -> subscription.behave(Manner.FORGETFUL));
  }

  /** Consumers are as in the beginning. */
  public void rememberMessages() {
    subscriptions.forEach(subscription -> subscription.behave(Manner.UNRELIABLE));
  }

  /** Of one publisher, how often it failed with no success between. */
  public int mostFailuresInARow() {
    return publishers.stream().mapToInt(FaultPublisher::mostFailuresInARow).max().orElse(0);
  }

  /** Ends publishing, consumes what is left, and returns what the nodes say then. */
  public Books drain() throws Exception {
    publishers.forEach(FaultPublisher::stop);
    end(publishing);
    subscriptions.forEach(subscription -> subscription.behave(Manner.DRAINING));
    if (!Await.isMetWithin(DRAIN_LIMIT, this::isDrained)) {
      history.note("not drained within " + DRAIN_LIMIT);
    }
    subscriptions.forEach(Subscription::stop);
    end(consuming);
    return bookKeeper.read(topics);
  }

  private boolean isDrained() throws InterruptedException {
    try {
      return bookKeeper.read(topics).left() == 0 && history.isAllReceived();
    } catch (IOException notNow) {
      return false;
    }
  }

  /** Leaves the nodes as they were. */
  public void deleteTopics() throws IOException, InterruptedException {
    for (ClusterNode node : cluster.running()) {
      for (String topic : topics) {
        node.http().post("/topic/delete?topic=" + topic);
      }
    }
  }

  private static void end(ExecutorService threads) throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("a client still runs after " + END_LIMIT);
    }
  }

  @Override
  public void close() {
    publishers.forEach(FaultPublisher::stop);
    subscriptions.forEach(Subscription::stop);
    publishing.shutdownNow();
    consuming.shutdownNow();
  }
}
