package io.herald.multijvm.faults.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.multijvm.Await;
import io.herald.multijvm.CassandraProcess;
import io.herald.multijvm.LaunchOptions;
import io.herald.multijvm.SharedCassandra;
import io.herald.multijvm.WorkDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some nodes that outlive their processes: each has a name, addresses and data of its own. */
public final class TestCluster implements AutoCloseable {
  private static final Duration UP_LIMIT = Duration.ofMinutes(1);
  private static final int HEAP_MEBIBYTES = 256;

  private final ClusterShape shape;
  private final Path directory;
  private final List<ClusterNode> nodes = new ArrayList<>();
  private final Optional<CassandraProcess> cassandra;
  private final boolean ownsCassandra;
  private final String keyspace = SharedCassandra.newKeyspace();
  private final Optional<Namespaces> network;

  private TestCluster(ClusterShape shape, Optional<CassandraProcess> shared) throws Exception {
    this.shape = shape;
    this.directory = WorkDirectory.create();
    this.ownsCassandra = shape.hasCassandra() && shared.isEmpty();
    this.cassandra = ownsCassandra ? Optional.of(CassandraProcess.start()) : shared;
    this.network =
        shape.isInNamespaces()
            ? Optional.of(Namespaces.create(shape.nodeCount()))
            : Optional.empty();
  }

  /** Starts nodes, with a Cassandra of their own if they need one; returns when all are ready. */
  public static TestCluster start(ClusterShape shape) throws Exception {
    return start(shape, Optional.empty());
  }

  /** The same in a new keyspace of a Cassandra that others use, too, and that must stay whole. */
  public static TestCluster start(ClusterShape shape, SharedCassandra shared) throws Exception {
    return start(shape, Optional.of(shared.process()));
  }

  private static TestCluster start(ClusterShape shape, Optional<CassandraProcess> shared)
      throws Exception {
    TestCluster cluster = new TestCluster(shape, shared);
    try {
      List<NodeAddresses> addresses = new ArrayList<>();
      for (int i = 0; i < shape.nodeCount(); i++) {
        addresses.add(cluster.addresses(i));
      }
      for (int i = 0; i < shape.nodeCount(); i++) {
        cluster.nodes.add(cluster.node(i, addresses));
      }
      cluster.applySchema();
      cluster.startMissing();
      cluster.awaitUp();
      return cluster;
    } catch (Exception | AssertionError failure) {
      cluster.close();
      throw failure;
    }
  }

  private NodeAddresses addresses(int index) throws IOException {
    return network.isPresent() ? network.get().addresses(index) : NodeAddresses.onLoopback();
  }

  private ClusterNode node(int index, List<NodeAddresses> all) throws IOException {
    NodeAddresses addresses = all.get(index);
    LaunchOptions options =
        addresses.in(
            LaunchOptions.defaults()
                .withMaxHeapMebibytes(HEAP_MEBIBYTES)
                .withDataPath(directory.resolve("node" + index)));
    Optional<FaultProxy> proxy = Optional.empty();
    if (shape.isProxied()) {
      proxy = Optional.of(new FaultProxy(addresses.tcp()));
      String port = Integer.toString(proxy.get().address().getPort());
      options = options.with("--broadcast-tcp-port", port);
    }
    for (NodeAddresses seed : shape.isJoined() ? all : List.<NodeAddresses>of()) {
      options = options.withHerald("--cluster-seed", NodeAddresses.text(seed.cluster()));
    }
    for (String flag : shape.flags()) {
      options = options.with(flag);
    }
    if (network.isPresent()) {
      options = options.withWrapper(network.get().wrapper(index));
    }
    Optional<FaultProxy> wayToCassandra = Optional.empty();
    if (cassandra.isPresent()) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      InetSocketAddress own =
          network.map(Namespaces::outside).orElse(new InetSocketAddress(loopback, 0));
      InetSocketAddress target = new InetSocketAddress(loopback, cassandra.get().port());
      wayToCassandra = Optional.of(new FaultProxy(own, target));
      options =
          options
              .withHerald("--store", "cassandra")
              .withHerald("--cassandra", NodeAddresses.text(wayToCassandra.get().address()))
              .withHerald("--cassandra-keyspace", keyspace);
    }
    return new ClusterNode(index, addresses, options, proxy, wayToCassandra);
  }

  private void applySchema() throws Exception {
    if (cassandra.isPresent()) {
      SharedCassandra.applySchema(cassandra.get(), keyspace);
    }
  }

  public ClusterShape shape() {
    return shape;
  }

  public List<ClusterNode> nodes() {
    return List.copyOf(nodes);
  }

  /** Those that run and are not paused. */
  public List<ClusterNode> running() {
    return nodes.stream().filter(ClusterNode::isRunning).toList();
  }

  /** Any of all nodes. */
  public ClusterNode any(Random random) {
    return nodes.get(random.nextInt(nodes.size()));
  }

  /** Any of those that own partitions now; any of all if none says so. */
  public ClusterNode anyOwner(Random random) throws IOException, InterruptedException {
    List<ClusterNode> owners = new ArrayList<>();
    for (ClusterNode node : running()) {
      if (node.partitions() > 0) {
        owners.add(node);
      }
    }
    return owners.isEmpty() ? any(random) : owners.get(random.nextInt(owners.size()));
  }

  /** SIGKILL to all that have a process. */
  public void killAll() {
    nodes.stream().filter(ClusterNode::isRunning).forEach(ClusterNode::kill9);
  }

  /**
   * Starts those that do not run, as a supervisor would: side by side, because the first seed waits
   * for the others before it begins a cluster.
   */
  public void startMissing() throws Exception {
    List<Callable<Void>> starts = new ArrayList<>();
    for (ClusterNode node : nodes) {
      if (!node.isRunning()) {
        starts.add(
            () -> {
              node.start();
              return null;
            });
      }
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (Future<Void> started : threads.invokeAll(starts)) {
        started.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  /** The one that keeps everything; not to be broken if it is shared. */
  public CassandraProcess cassandra() {
    return cassandra.orElseThrow(() -> new IllegalStateException(shape + " has no Cassandra"));
  }

  /** Where it keeps everything. */
  public String keyspace() {
    return keyspace;
  }

  /** What can part the nodes. */
  public Namespaces network() {
    return network.orElseThrow(() -> new IllegalStateException(shape + " has no network"));
  }

  /** Waits until each running node says that it is ready, and knows exactly those that run. */
  public void awaitUp() throws Exception {
    Await.until(this::state, UP_LIMIT, this::isUp);
  }

  /** Waits until those that run have given up those that do not. */
  public void awaitGivenUp() throws Exception {
    List<ClusterNode> left = running();
    Await.until(
        () -> "the others are given up: " + state(),
        UP_LIMIT,
        () -> {
          for (ClusterNode node : left) {
            if (node.members() != left.size()) {
              return false;
            }
          }
          return true;
        });
  }

  /**
   * Starts what has ended, as a supervisor would, until all nodes are there and know each other.
   */
  public void recover() throws Exception {
    Await.until(
        this::state,
        UP_LIMIT,
        () -> {
          startMissing();
          return isUp();
        });
  }

  private boolean isUp() throws InterruptedException {
    List<ClusterNode> running = running();
    if (running.isEmpty()) {
      return false;
    }
    int members = shape.isJoined() ? running.size() : 1;
    for (ClusterNode node : running) {
      if (!node.isReady() || node.membersUp() != members) {
        return false;
      }
    }
    return true;
  }

  private String state() {
    StringBuilder text = new StringBuilder("all that run are ready and know each other");
    nodes.forEach(node -> text.append("\n\n").append(node.logTail()));
    return text.toString();
  }

  /**
   * Where a topic's consumers must connect, as lookup says: any running node knows all producers;
   * nodes that do not know of each other are asked one by one, as stock consumers do with several
   * nsqlookupds.
   */
  public Set<InetSocketAddress> producers(String topic, Random random) throws InterruptedException {
    List<ClusterNode> known = running();
    List<ClusterNode> asked =
        shape.isJoined() && !known.isEmpty()
            ? List.of(known.get(random.nextInt(known.size())))
            : known;
    Set<InetSocketAddress> producers = new LinkedHashSet<>();
    for (ClusterNode node : asked) {
      try {
        JsonNode answer = node.lookup().get("/lookup?topic=" + topic).json();
        for (JsonNode producer : answer.path("producers")) {
          producers.add(
              new InetSocketAddress(
                  producer.get("broadcast_address").asText(), producer.get("tcp_port").asInt()));
        }
      } catch (IOException e) {
        // It has just been stopped; the next question goes to another.
      }
    }
    return producers;
  }

  /** How often nodes were started. */
  public int starts() {
    return nodes.stream().mapToInt(ClusterNode::starts).sum();
  }

  @Override
  public void close() throws IOException {
    for (ClusterNode node : nodes) {
      node.close();
    }
    if (ownsCassandra) {
      cassandra.get().close();
    }
    network.ifPresent(Namespaces::close);
    WorkDirectory.delete(directory);
  }
}
