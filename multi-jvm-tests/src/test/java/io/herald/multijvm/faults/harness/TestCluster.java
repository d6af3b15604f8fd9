package io.herald.multijvm.faults.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.multijvm.Await;
import io.herald.multijvm.LaunchOptions;
import io.herald.multijvm.WorkDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Some nodes that outlive their processes: each has a name, addresses and data of its own. */
public final class TestCluster implements AutoCloseable {
  private static final Duration UP_LIMIT = Duration.ofMinutes(1);
  private static final int HEAP_MEBIBYTES = 256;

  private final ClusterShape shape;
  private final Path directory;
  private final List<ClusterNode> nodes = new ArrayList<>();

  private TestCluster(ClusterShape shape) throws IOException {
    this.shape = shape;
    this.directory = WorkDirectory.create();
  }

  /** Starts nodes, and returns when all are ready. */
  public static TestCluster start(ClusterShape shape) throws Exception {
    TestCluster cluster = new TestCluster(shape);
    try {
      List<NodeAddresses> addresses = new ArrayList<>();
      for (int i = 0; i < shape.nodeCount(); i++) {
        addresses.add(NodeAddresses.onLoopback());
      }
      for (int i = 0; i < shape.nodeCount(); i++) {
        cluster.nodes.add(cluster.node(i, addresses));
      }
      for (ClusterNode node : cluster.nodes) {
        node.start();
      }
      cluster.awaitUp();
      return cluster;
    } catch (Exception | AssertionError failure) {
      cluster.close();
      throw failure;
    }
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
    return new ClusterNode(index, addresses, options, proxy);
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

  /** SIGKILL to all that have a process. */
  public void killAll() {
    nodes.stream().filter(ClusterNode::isRunning).forEach(ClusterNode::kill9);
  }

  /** Starts those that do not run, as a supervisor would. */
  public void startMissing() throws Exception {
    for (ClusterNode node : nodes) {
      if (!node.isRunning()) {
        node.start();
      }
    }
  }

  /** Waits until each running node says that it is well. */
  public void awaitUp() throws Exception {
    for (ClusterNode node : running()) {
      Await.until(
          () -> node + " is well:\n" + node.logTail(),
          UP_LIMIT,
          () -> {
            try {
              return node.http().get("/ping").status() == 200;
            } catch (IOException notYet) {
              return false;
            }
          });
    }
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
    WorkDirectory.delete(directory);
  }
}
